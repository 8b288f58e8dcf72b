/// The versions this build speaks.
public enum Versions {
    /// The product, by semantic versioning.
    public static let product = "0.1.0"
    /// The protocol: the major version stands in the path `/fcg/v1`.
    public static let `protocol` = "1"
    /// The signature profile.
    public static let signatureProfile = "fcg-sig-v1"
    /// The policy language.
    public static let policyLanguage = "1"
}
