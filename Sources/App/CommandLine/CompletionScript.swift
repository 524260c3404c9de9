/// Writes the scripts with which shells complete our command lines, from the declarations of the commands.
struct CompletionScript {
    /// The shells for which there is one.
    enum Shell: String, CaseIterable { case bash, zsh, fish }

    let root: Command

    /// The script for a shell.
    func text(for shell: Shell) -> String {
        switch shell {
        case .bash: bash
        case .zsh: zsh
        case .fish: fish
        }
    }

    private var places: [CommandPlace] { root.places }

    /// The lines of a `case` that follow a command line down to its command.
    private func steps(to variable: String) -> String {
        places.dropFirst().map { "            '\($0.name)') \(variable)='\($0.name)' ;;\n" }.joined()
    }

    // MARK: bash

    private var bash: String {
        """
        # Completes slate in bash. Made by 'slate completions bash'.
        _slate() {
            local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" path=\(root.name) i
            COMPREPLY=()
            for ((i = 1; i < COMP_CWORD; i++)); do
                case "$path ${COMP_WORDS[i]}" in
        \(steps(to: "path"))        esac
            done
            case "$path $prev" in
        \(places.map(bashValues).joined())    esac
            case "$path" in
        \(places.map(bashWords).joined())    esac
        }
        complete -F _slate \(root.name)

        """
    }

    private func bashValues(_ place: CommandPlace) -> String {
        place.options.filter { $0.value != .none }.map { option in
            let names = ["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? [])
            let pattern = names.map { "'\(place.name) \($0)'" }.joined(separator: "|")
            return "        \(pattern)) \(bashReply(option.value)); return ;;\n"
        }
        .joined()
    }

    private func bashReply(_ value: Command.Option.Value) -> String {
        switch value {
        case .choice(_, let choices): "COMPREPLY=($(compgen -W \(quoted(choices)) -- \"$cur\"))"
        case .text(let name) where CommandPlace.isFile(name):
            "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\"))"
        case .none, .text, .number, .decimal: "COMPREPLY=()"
        }
    }

    private func bashWords(_ place: CommandPlace) -> String {
        let words = place.command.subcommands.map(\.name) + place.choices + place.options.map { "--\($0.name)" }
        let files = place.takesFiles ? "; compopt -o filenames; COMPREPLY+=($(compgen -f -- \"$cur\"))" : ""
        return "        '\(place.name)') COMPREPLY=($(compgen -W \(quoted(words)) -- \"$cur\"))\(files) ;;\n"
    }

    private func quoted(_ words: [String]) -> String { shell(words.joined(separator: " ")) }

    /// A word of a shell.
    private func shell(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

    // MARK: zsh

    private var zsh: String {
        """
        #compdef \(root.name)
        # Completes slate in zsh. Made by 'slate completions zsh'.
        _slate() {
            local place=\(root.name) i
            local -a items
            for ((i = 2; i < CURRENT; i++)); do
                case "$place $words[i]" in
        \(steps(to: "place"))        esac
            done
            case "$place $words[CURRENT-1]" in
        \(places.map(zshValues).joined())    esac
            case "$place" in
        \(places.map(zshWords).joined())    esac
        }
        # Where it was loaded by the first use of the name, that use is still to be answered.
        if [[ "$funcstack[1]" == _slate ]]; then _slate "$@"; else compdef _slate \(root.name); fi

        """
    }

    private func zshValues(_ place: CommandPlace) -> String {
        place.options.filter { $0.value != .none }.map { option in
            let names = ["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? [])
            let pattern = names.map { "'\(place.name) \($0)'" }.joined(separator: "|")
            let action: String
            switch option.value {
            case .choice(_, let choices): action = "compadd -- " + choices.map(shell).joined(separator: " ")
            case .text(let name) where CommandPlace.isFile(name): action = "_files"
            case .none, .text, .number, .decimal: action = "_message \(shell(option.help))"
            }
            return "        \(pattern)) \(action); return ;;\n"
        }
        .joined()
    }

    private func zshWords(_ place: CommandPlace) -> String {
        func item(_ name: String, _ help: String) -> String { shell("\(name):\(help.replacing(":", with: "\\:"))") }
        let commands = place.command.subcommands.map { item($0.name, $0.summary) }
        let options = place.options.map { item("--\($0.name)", $0.help) }
        // '_describe -o' offers what it is given only behind a dash.
        let first =
            commands.isEmpty ? "" : "items=(\(commands.joined(separator: " "))); _describe -t commands command items; "
        let choices = place.choices.isEmpty ? "" : "compadd -- \(place.choices.map(shell).joined(separator: " ")); "
        let files = place.takesFiles ? "; _files" : ""
        return "        '\(place.name)') \(first)\(choices)items=(\(options.joined(separator: " "))); "
            + "_describe -o -t options option items\(files) ;;\n"
    }

    // MARK: fish

    private var fish: String {
        let known = places.dropFirst().map { shell($0.name) }.joined(separator: " ")
        return """
            # Completes slate in fish. Made by 'slate completions fish'.
            function __slate_path
                set -l path \(root.name)
                for word in (commandline -opc)[2..-1]
                    if contains -- "$path $word" \(known)
                        set path "$path $word"
                    end
                end
                echo $path
            end
            complete -c \(root.name) -f

            """ + places.map(fishLines).joined()
    }

    private func fishLines(_ place: CommandPlace) -> String {
        let condition = "complete -c \(root.name) -n 'test (__slate_path) = \"\(place.name)\"'"
        let commands = place.command.subcommands.map { "\(condition) -a \($0.name) -d \(shell($0.summary))\n" }
        let options = place.options.map { option in
            let short = option.short.map { " -s \($0)" } ?? ""
            let value: String
            switch option.value {
            case .none: value = ""
            case .choice(_, let choices): value = " -x -a \(quoted(choices))"
            case .text(let name) where CommandPlace.isFile(name): value = " -r -F"
            case .text, .number, .decimal: value = " -x"
            }
            return "\(condition)\(short) -l \(option.name)\(value) -d \(shell(option.help))\n"
        }
        let choices = place.choices.isEmpty ? [] : ["\(condition) -a \(quoted(place.choices))\n"]
        return (commands + choices + options + (place.takesFiles ? ["\(condition) -F\n"] : [])).joined()
    }
}
