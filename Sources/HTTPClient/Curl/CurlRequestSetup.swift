import CCurl

/// Prepares an easy handle for a transfer.
struct CurlRequestSetup {
    let library: CurlLibrary
    let configuration: HTTPClientConfiguration

    /// Sets everything; false where libcurl does not take an option, and the transfer must not begin.
    func prepare(_ handle: UnsafeMutableRawPointer, for transfer: CurlTransfer, remaining: Duration) -> Bool {
        // Keeps connections and caches, forgets every option of the transfer before.
        library.functions.pointee.easy_reset(handle)
        var options = CurlOptions(library, handle)
        setTarget(&options, transfer)
        setSecurity(&options, transfer.url)
        setTimes(&options, remaining)
        setMethod(&options, transfer.request)
        setCallbacks(&options, transfer)
        guard let list = headerList(transfer.request) else { return false }
        transfer.headerList = list
        options.set(CURLOPT_HTTPHEADER, list: list)
        return options.areAccepted
    }

    private func setTarget(_ options: inout CurlOptions, _ transfer: CurlTransfer) {
        options.set(CURLOPT_URL, transfer.request.url)
        options.set(CURLOPT_PATH_AS_IS, true)
        options.set(CURLOPT_FOLLOWLOCATION, false)
        options.set(CURLOPT_USERAGENT, configuration.userAgent)
        if transfer.url.isLoopback || configuration.proxyExemptHosts.contains(transfer.url.host) {
            options.set(CURLOPT_PROXY, "")
        }
        options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
    }

    private func setSecurity(_ options: inout CurlOptions, _ url: HTTPClientURL) {
        options.set(CURLOPT_PROTOCOLS_STR, url.scheme.rawValue)
        options.set(CURLOPT_REDIR_PROTOCOLS_STR, url.scheme.rawValue)
        options.set(CURLOPT_SSL_VERIFYPEER, true)
        options.set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = configuration.certificateAuthorityFile { options.set(CURLOPT_CAINFO, file) }
        // HTTP/2 where TLS negotiates it; without TLS there is nothing to negotiate with.
        options.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Rather wait for a connection that can carry several transfers than open one for each.
        options.set(CURLOPT_PIPEWAIT, url.scheme == .https)
    }

    private func setTimes(_ options: inout CurlOptions, _ remaining: Duration) {
        options.set(CURLOPT_NOSIGNAL, true)
        options.set(CURLOPT_CONNECTTIMEOUT_MS, max(1, configuration.connectTimeout.wholeMilliseconds))
        options.set(CURLOPT_TIMEOUT_MS, max(1, remaining.wholeMilliseconds))
        options.set(CURLOPT_TCP_NODELAY, true)
        options.set(CURLOPT_TCP_KEEPALIVE, true)
    }

    private func setMethod(_ options: inout CurlOptions, _ request: HTTPClientRequest) {
        if let body = request.body {
            options.set(CURLOPT_POST, true)
            options.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: body.count)
            if request.method != "POST" { options.set(CURLOPT_CUSTOMREQUEST, request.method) }
        } else if request.method == "HEAD" {
            options.set(CURLOPT_NOBODY, true)
        } else {
            options.set(CURLOPT_HTTPGET, true)
            if request.method != "GET" { options.set(CURLOPT_CUSTOMREQUEST, request.method) }
        }
        options.set(CURLOPT_MAXFILESIZE_LARGE, offset: request.responseBytesMaximum)
    }

    private func setCallbacks(_ options: inout CurlOptions, _ transfer: CurlTransfer) {
        options.set(CURLOPT_WRITEFUNCTION, callback: CurlCallbacks.body)
        options.set(CURLOPT_WRITEDATA, context: transfer)
        options.set(CURLOPT_HEADERFUNCTION, callback: CurlCallbacks.header)
        options.set(CURLOPT_HEADERDATA, context: transfer)
        options.set(CURLOPT_READFUNCTION, callback: CurlCallbacks.read)
        options.set(CURLOPT_READDATA, context: transfer)
        options.set(seek: CurlCallbacks.seek)
        options.set(CURLOPT_SEEKDATA, context: transfer)
    }

    private func headerList(_ request: HTTPClientRequest) -> UnsafeMutablePointer<curl_slist>? {
        // Waiting for "100 Continue" costs a round trip, and an answer without a body needs no form type.
        var lines = ["Expect:"]
        if !request.headers.contains("Content-Type") { lines.append("Content-Type:") }
        if !request.headers.contains("Accept") { lines.append("Accept: */*") }
        // "Name;" is libcurl's form for a field with an empty value.
        lines += request.headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = library.functions.pointee.slist_append(list, line) else {
                library.functions.pointee.slist_free_all(list)
                return nil
            }
            list = longer
        }
        return list
    }
}

extension Duration {
    /// Whole milliseconds, rounded up.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        let milliseconds = seconds.multipliedReportingOverflow(by: 1000)
        if milliseconds.overflow { return Int(Int32.max) }
        let whole = milliseconds.partialValue + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int(min(whole, Int64(Int32.max)))
    }
}
