/// HTTP through libcurl: connections are kept and shared, HTTP/2 where TLS negotiates it.
///
/// TLS verification is always on. `http` URLs are fetched without TLS only because they say so, and redirects are not
/// followed. A proxy comes from the environment (`HTTPS_PROXY`, `NO_PROXY`), never for this machine itself.
package final class CurlTransport: HTTPTransport {
    private let mailbox: CurlMailbox
    private let configuration: HTTPClientConfiguration

    /// Opens libcurl and starts the thread that drives it.
    package init(_ configuration: HTTPClientConfiguration = HTTPClientConfiguration())
        throws(CurlLibraryError)
    {
        let library = try CurlLibrary.shared()
        self.configuration = configuration
        let transfers = configuration.transfersMaximum + configuration.waitingMaximum
        let mailbox = CurlMailbox(library: library, transfersMaximum: transfers)
        self.mailbox = mailbox
        guard let loop = CurlEventLoop(library: library, mailbox: mailbox, configuration: configuration),
            LoopThread.start({ loop.run() })
        else { throw .initializationFailed }
    }

    deinit {
        mailbox.close()
    }

    package func send(_ request: HTTPClientRequest) async throws(HTTPTransportError) -> HTTPClientResponse {
        guard let url = HTTPClientURL(request.url), request.isValid else { throw .notSent(.invalidRequest) }
        // Once submitted, a request may be on its way before its cancellation is heard of.
        if Task.isCancelled { throw .cancelled(maySent: false) }
        let identifier = mailbox.nextIdentifier()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                begin(request, url: url, identifier: identifier, continuation)
            }
        } onCancel: {
            mailbox.cancel(identifier)
        }
        return try outcome.get()
    }

    /// Fails everything under way with `closed` and returns when the thread has let go of all connections.
    package func close() async {
        mailbox.close()
        await mailbox.waitForEnd()
    }

    private func begin(
        _ request: HTTPClientRequest,
        url: HTTPClientURL,
        identifier: UInt64,
        _ continuation: CheckedContinuation<CurlTransfer.Outcome, Never>
    ) {
        let timeout = Int64(request.timeout.wholeMilliseconds) * 1_000_000
        let transfer = CurlTransfer(
            identifier: identifier,
            request: request,
            url: url,
            deadline: MonotonicClock.nanoseconds() + timeout,
            headerBytesMaximum: configuration.responseHeaderBytesMaximum,
            continuation: continuation
        )
        if let error = mailbox.submit(transfer) {
            continuation.resume(returning: .failure(error))
        } else if Task.isCancelled {
            // The cancellation may have been noted before there was a transfer to cancel.
            mailbox.cancel(identifier)
        }
    }
}

extension HTTPClientRequest {
    /// Whether method and headers are what RFC 9110 lets them be, above all free of line ends.
    fileprivate var isValid: Bool {
        Self.isToken(method)
            && headers.fields.allSatisfy { field in
                Self.isToken(field.name)
                    && field.value.utf8.allSatisfy { $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }
            }
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
