import CCurl

/// Turns what libcurl says about a finished transfer into an answer or an error.
struct CurlOutcome {
    let library: CurlLibrary
    let handle: UnsafeMutableRawPointer
    let transfer: CurlTransfer

    func result(_ code: CURLcode) -> CurlTransfer.Outcome {
        if code == CURLE_OK {
            return .success(transfer.response(status: long(CURLINFO_RESPONSE_CODE), version: version))
        }
        return .failure(error(code))
    }

    /// Whether any byte of the request may have left.
    ///
    /// The counter of request bytes is what libcurl handed to the connection; the moment "pretransfer" covers a
    /// request that waits inside an HTTP/2 connection.
    var maySent: Bool {
        var microseconds: curl_off_t = 0
        _ = curl_shim_get_offset(library.functions, handle, CURLINFO_PRETRANSFER_TIME_T, &microseconds)
        return microseconds > 0 || long(CURLINFO_REQUEST_SIZE) > 0
    }

    private func error(_ code: CURLcode) -> HTTPTransportError {
        switch code {
        case CURLE_FILESIZE_EXCEEDED: .responseTooLarge
        case CURLE_WRITE_ERROR where transfer.exceededLimit: .responseTooLarge
        case CURLE_OPERATION_TIMEDOUT: .timedOut(maySent: maySent)
        case _ where maySent: .connectionLost
        case CURLE_COULDNT_RESOLVE_HOST: .notSent(.nameNotResolved)
        case CURLE_COULDNT_CONNECT: .notSent(.connectionRefused)
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .notSent(.proxyFailed)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED,
            CURLE_SSL_INVALIDCERTSTATUS:
            .notSent(.secureConnectionFailed)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .notSent(.invalidRequest)
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: .notSent(.clientFailed)
        default: .notSent(.connectionRefused)
        }
    }

    private var version: HTTPClientResponse.ProtocolVersion {
        switch long(CURLINFO_HTTP_VERSION) {
        case Int(CURL_HTTP_VERSION_1_0): .http10
        case Int(CURL_HTTP_VERSION_1_1): .http11
        case Int(CURL_HTTP_VERSION_2_0): .http2
        case Int(CURL_HTTP_VERSION_3): .http3
        default: .unknown
        }
    }

    private func long(_ info: CURLINFO) -> Int {
        var value = 0
        _ = curl_shim_get_long(library.functions, handle, info, &value)
        return value
    }
}
