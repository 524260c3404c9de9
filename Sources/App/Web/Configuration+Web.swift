import Web

/// What the configuration says about the web.
extension Configuration {
    /// What fetching a page may cost, and how polite it is.
    var webSettings: WebSettings {
        let contact = text("fetch.contact")
        return WebSettings(
            userAgent: "slate/\(Program.version) (research assistant\(contact.isEmpty ? "" : "; \(contact)"))",
            maximumBytes: number("fetch.max_bytes"),
            seconds: Double(number("fetch.timeout_seconds")),
            interval: .milliseconds(number("fetch.interval_ms")),
            obeysRobots: text("fetch.robots") == "true"
        )
    }

    /// The e-mail address that services may be told.
    var webContact: String? {
        let contact = text("fetch.contact")
        return contact.contains("@") ? contact : nil
    }

    /// The search engines that are asked, each with its key if the environment has one.
    ///
    /// - Parameter environment: The variables of the process.
    /// - Returns: The engines in the order in which they are named; by default all that need nothing more.
    /// - Throws: `ConfigurationError` for a name that is none, and for an engine that lacks its key or address.
    func searchEngines(environment: [String: String]) throws -> [WebSearch.Access] {
        let named = text("search.engines").split { $0 == "," || $0 == " " }.map(String.init)
        let accesses = try (named.isEmpty ? SearchEngineName.allCases.map(\.rawValue) : named).map { name in
            guard let engine = SearchEngineName(rawValue: name.lowercased()) else {
                let origin = value("search.engines").origin
                throw ConfigurationError(
                    message: "\(origin): search.engines: there is no '\(name)'; there are: \(SearchEngineName.list)"
                )
            }
            return access(engine, environment)
        }
        for access in accesses where !named.isEmpty {
            if let lack = access.lack {
                let origin = value("search.engines").origin
                throw ConfigurationError(message: "\(origin): search.engines: \(access.engine.rawValue) needs \(lack)")
            }
        }
        return accesses.filter { $0.lack == nil }
    }

    private func access(_ engine: SearchEngineName, _ environment: [String: String]) -> WebSearch.Access {
        let told = engine == .searxng ? text("search.searxng_url") : ""
        let address = value(at: ["search", "urls", engine.rawValue])?.text ?? (told.isEmpty ? nil : told)
        let key = engine.keyVariable.flatMap { environment[$0] }.flatMap { key in
            // What cannot stand in a header is no key.
            !key.isEmpty && key.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? key : nil
        }
        return WebSearch.Access(engine, address: address, key: key)
    }
}
