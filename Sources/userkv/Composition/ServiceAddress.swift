/// How the address that a service listens on is written and reached.
enum ServiceAddress {
    /// Host and port as in a URL (RFC 3986 section 3.2.2).
    static func authority(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// The address under which this machine reaches what listens on a host; another one only for all addresses at once.
    static func local(_ host: String) -> String {
        switch host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "::1"
        default: host
        }
    }
}
