import CCurl

/// Why libcurl cannot be used.
package enum CurlLibraryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No shared object of the known names can be opened.
    case notFound
    /// The shared object lacks a function, or a security option does not work with it.
    case tooOld
    /// Its global initialisation failed.
    case initializationFailed

    package var description: String {
        switch self {
        case .notFound: "libcurl (libcurl.so.4) is not installed"
        case .tooOld: "libcurl is older than 7.85"
        case .initializationFailed: "libcurl could not be initialised"
        }
    }
}

/// libcurl, opened the first time that it is needed and never closed.
///
/// `@unchecked`: the table of functions is written once, before anyone else sees it; libcurl's functions may be called
/// from any thread after its global initialisation, each handle from one thread at a time.
final class CurlLibrary: @unchecked Sendable {  // Reason: written once, before it is shared.
    /// The functions; alive as long as the process.
    let functions: UnsafePointer<curl_shim_functions>

    /// 7.85.0, the first version with `CURLOPT_PROTOCOLS_STR`.
    private static let oldestVersion: UInt32 = 0x075500

    private static let loaded: Result<CurlLibrary, CurlLibraryError> = load()

    private init(functions: UnsafePointer<curl_shim_functions>) {
        self.functions = functions
    }

    /// The library, or why it cannot be used; every call gives the same answer.
    static func shared() throws(CurlLibraryError) -> CurlLibrary {
        try loaded.get()
    }

    private static func load() -> Result<CurlLibrary, CurlLibraryError> {
        let functions = UnsafeMutablePointer<curl_shim_functions>.allocate(capacity: 1)
        switch curl_shim_load(functions) {
        case 0: break
        case 1: return .failure(.notFound)
        default: return .failure(.tooOld)
        }
        guard let version = functions.pointee.version_info(CURLVERSION_FIRST),
            version.pointee.version_num >= oldestVersion
        else { return .failure(.tooOld) }
        guard functions.pointee.global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK else {
            return .failure(.initializationFailed)
        }
        return .success(CurlLibrary(functions: functions))
    }
}
