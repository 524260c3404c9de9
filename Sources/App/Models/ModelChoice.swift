import Core

/// What a model is for, which decides where the configuration is looked up.
enum ModelPurpose: Sendable, Equatable {
    /// What is asked where nothing else is told.
    case main
    /// An agent of some role; one that was started by another agent first looks at what is told of those.
    case role(String, isDelegated: Bool)
    /// A small task beside the run, such as `scrubber`.
    case auxiliary(String)
}

/// A model as it is configured, with the place that says so.
struct ModelChoice: Sendable, Equatable {
    /// The name, as it was written.
    var model: String
    /// Where the name is told.
    var origin: String
    var provider: String?
    var baseURL: String?
    /// The variable, the command and the key itself, where they are told.
    var keyVariable: String?
    var keyCommand: String?
    var key: String?
    var contextTokens: Int?

    /// Whether there is none.
    var isExtractive: Bool { model == ModelSettings.extractive }
}

extension Configuration {
    /// The model for a purpose; an extractive one where there is none.
    func model(for purpose: ModelPurpose) -> ModelChoice {
        let value = value("model")
        var none = ModelChoice(model: value.text, origin: value.origin)
        // A length told before another model was is that of the other one.
        if let length = self.value(at: ["model", "context_length"]), length.layer >= value.layer {
            none.contextTokens = Int(length.text)
        }
        let main = choice(at: ["model"], otherwise: none)
        switch purpose {
        case .main: return main
        case .auxiliary(let name): return choice(at: ["auxiliary", name], otherwise: main)
        case .role(let name, let isDelegated):
            let base = isDelegated ? choice(at: ["delegation"], otherwise: main) : main
            return choice(at: ["roles", name], otherwise: base)
        }
    }

    /// The models that are asked when the first one fails, in order.
    func fallbackModels() throws -> [ModelChoice] {
        try names(below: ModelSettings.list).map { place in
            let path = [ModelSettings.list, place]
            guard value(at: path + ["model"]) != nil else {
                let origin = value(at: path + ["provider"])?.origin ?? files[0].string
                throw ConfigurationError(
                    message:
                        "\(origin): \(path.joined(separator: ".")).model: expected the name of a model, found nothing"
                )
            }
            return choice(at: path, otherwise: ModelChoice(model: "", origin: ""))
        }
    }

    /// All models that some purpose names, the main one first.
    func allModels() throws -> [ModelChoice] {
        let others =
            names(below: "roles").map { model(for: .role($0, isDelegated: false)) }
            + names(below: "auxiliary").map { model(for: .auxiliary($0)) }
        let all = try [model(for: .main)] + fallbackModels() + [model(for: .role("", isDelegated: true))] + others
        return all.filter { !$0.isExtractive || $0.provider != nil || $0.baseURL != nil }
    }

    /// What a group tells, on top of what holds without it.
    ///
    /// Who names another server does not mean the address and key of the one before: a key must not go to a server that
    /// it is not for. So of provider, address and key count those of the layer that last named a server, and later ones.
    private func choice(at path: [String], otherwise base: ModelChoice) -> ModelChoice {
        let model = value(at: path + ["model"])
        // Hermes Agent writes these where the main provider is meant.
        let provider = value(at: path + ["provider"]).flatMap { ["auto", "main"].contains($0.text) ? nil : $0 }
        let address = value(at: path + ["base_url"])
        let layer = [provider, address].compactMap { $0?.layer }.max()
        var choice = base
        if let model { (choice.model, choice.origin) = (model.text, model.origin) }
        if let layer {
            choice.provider = provider.flatMap { $0.layer == layer ? $0.text : nil }
            choice.baseURL = address.flatMap { $0.layer == layer ? $0.text : nil }
            (choice.keyVariable, choice.keyCommand, choice.key) = (nil, nil, nil)
        }
        func key(_ name: String) -> String? {
            value(at: path + [name]).flatMap { $0.layer >= layer ?? .standard ? $0.text : nil }
        }
        choice.keyVariable = key("api_key_env") ?? choice.keyVariable
        choice.keyCommand = key("api_key_command") ?? choice.keyCommand
        choice.key = key("api_key") ?? choice.key
        if path != ["model"], model != nil || layer != nil {
            choice.contextTokens = number(at: path + ["context_length"])
        }
        return choice
    }
}
