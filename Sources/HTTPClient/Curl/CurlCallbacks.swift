import CCurl

/// The functions that libcurl calls; each gets the transfer that it belongs to as its context.
///
/// The event loop keeps the transfer alive as long as libcurl may call.
enum CurlCallbacks {
    static let body: curl_shim_data_callback = { data, size, count, context in
        guard let transfer = transfer(context) else { return 0 }
        return transfer.receiveBody(UnsafeRawBufferPointer(start: data, count: size * count))
            ? size * count : 0
    }

    static let header: curl_shim_data_callback = { data, size, count, context in
        guard let transfer = transfer(context) else { return 0 }
        return transfer.receiveHeader(UnsafeRawBufferPointer(start: data, count: size * count))
            ? size * count : 0
    }

    static let read: curl_shim_data_callback = { data, size, count, context in
        guard let transfer = transfer(context) else { return 0 }
        return transfer.readBody(into: UnsafeMutableRawBufferPointer(start: data, count: size * count))
    }

    static let seek: curl_shim_seek_callback = { context, offset, origin in
        guard origin == SEEK_SET, let transfer = transfer(context) else { return CURL_SEEKFUNC_FAIL }
        return transfer.seekBody(to: Int(offset)) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
    }

    private static func transfer(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }
}
