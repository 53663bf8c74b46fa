import CCurl

/// Sets a handle's options and remembers whether all were taken.
///
/// A security option that libcurl does not take must not be passed over, so one refusal spoils the transfer.
struct CurlOptions {
    private let functions: UnsafePointer<curl_shim_functions>
    private let handle: UnsafeMutableRawPointer
    private(set) var areAccepted = true

    init(_ library: CurlLibrary, _ handle: UnsafeMutableRawPointer) {
        functions = library.functions
        self.handle = handle
    }

    mutating func set(_ option: CURLoption, _ value: Int) {
        note(curl_shim_set_long(functions, handle, option, value))
    }

    mutating func set(_ option: CURLoption, _ value: Bool) {
        set(option, value ? 1 : 0)
    }

    mutating func set(_ option: CURLoption, offset: Int) {
        note(curl_shim_set_offset(functions, handle, option, curl_off_t(offset)))
    }

    mutating func set(_ option: CURLoption, _ value: String) {
        note(curl_shim_set_string(functions, handle, option, value))
    }

    mutating func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) {
        note(curl_shim_set_list(functions, handle, option, list))
    }

    mutating func set(_ option: CURLoption, callback: @escaping curl_shim_data_callback) {
        note(curl_shim_set_data_callback(functions, handle, option, callback))
    }

    mutating func set(seek callback: @escaping curl_shim_seek_callback) {
        note(curl_shim_set_seek_callback(functions, handle, callback))
    }

    mutating func set(_ option: CURLoption, context: CurlTransfer) {
        note(curl_shim_set_pointer(functions, handle, option, Unmanaged.passUnretained(context).toOpaque()))
    }

    private mutating func note(_ code: CURLcode) {
        if code != CURLE_OK { areAccepted = false }
    }
}
