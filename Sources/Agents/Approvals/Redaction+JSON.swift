import Core

extension JSON {
    /// The value without what must not be written down.
    ///
    /// Secrets are taken out wherever they stand, and whatever the name of a member says is one; long text is cut.
    ///
    /// - Parameters:
    ///   - options: What is a secret besides what looks like one.
    ///   - limit: The most bytes of one text.
    /// - Returns: The value in the same shape.
    func redacted(_ options: TextGuard.Options, limit: Int) -> JSON {
        switch self {
        case .string(let text): .string(text.redacted(options, limit: limit))
        case .array(let items): .array(items.map { $0.redacted(options, limit: limit) })
        case .object(let members):
            .object(
                members.map { member in
                    let isSecret = TextGuard.isSecretName(member.name) && member.value.string != nil
                    let value = isSecret ? "[secret]" : member.value.redacted(options, limit: limit)
                    return Member(member.name.redacted(options, limit: limit), value)
                }
            )
        case .null, .bool, .int, .double: self
        }
    }
}

extension JSON {
    /// The value with each text of it changed, the names of members excepted.
    func mapTexts(_ change: (String) -> String) -> JSON {
        switch self {
        case .string(let text): .string(change(text))
        case .array(let items): .array(items.map { $0.mapTexts(change) })
        case .object(let members): .object(members.map { Member($0.name, $0.value.mapTexts(change)) })
        case .null, .bool, .int, .double: self
        }
    }
}

extension String {
    /// The text without secrets, escape sequences and fences, cut to a number of bytes.
    func redacted(_ options: TextGuard.Options, limit: Int) -> String {
        // Cleaned before it is cut: half a secret looks like none.
        let clean = TextGuard.clean(self, options)
        guard clean.utf8.count > limit else { return clean }
        return String(decoding: clean.utf8.prefix(limit), as: UTF8.self).drop(trailing: "\u{FFFD}") + "…"
    }

    /// The text without the remains of a character at its end.
    private func drop(trailing character: Character) -> String { last == character ? String(dropLast()) : self }
}
