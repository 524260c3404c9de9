/// A step on the way to a value in YAML.
public enum YAMLStep: Sendable, Hashable {
    /// To the value of a key.
    case key(String)
    /// To an item of a list, counted from 0.
    case item(Int)
}
