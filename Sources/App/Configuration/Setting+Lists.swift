import YAML

extension Setting {
    /// What stands between the items of a list in one text, paths as in `PATH`; nothing if it is no list.
    var separator: Character? {
        switch kind {
        case .paths: ":"
        case .names: ","
        default: nil
        }
    }

    /// The text of a value in a file; nothing if it is of the wrong type.
    func text(of node: YAMLNode) -> String? {
        guard let separator, let items = node.array else { return node.string }
        let texts = items.compactMap(\.string).filter { !$0.isEmpty && !$0.contains(separator) }
        return texts.count == items.count ? texts.joined(separator: String(separator)) : nil
    }

    /// Whether a text is a list of names of tags.
    static func areNames(_ text: String) -> Bool {
        let names = items(of: text, separator: ",")
        return !names.isEmpty
            && names.allSatisfy { name in
                name.utf8.count <= 40 && name.first?.isLetter == true
                    && name.utf8.allSatisfy {
                        ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: "-")
                            || $0 == UInt8(ascii: "_")
                    }
            }
    }

    /// The items of a list without the blanks around them.
    static func items(of text: String, separator: Character) -> [String] {
        text.split(separator: separator).map { item in
            var item = item.drop { $0 == " " }
            while item.last == " " { item.removeLast() }
            return String(item)
        }
    }
}

extension Configuration {
    /// The items of a setting that is a list.
    func list(_ key: String) -> [String] {
        guard let separator = Setting.all.first(where: { $0.key == key })?.separator else { return [] }
        return Setting.items(of: text(key), separator: separator)
    }

    /// All keys of providers that are written out in it.
    var keys: [String] { values(named: "api_key") }
}
