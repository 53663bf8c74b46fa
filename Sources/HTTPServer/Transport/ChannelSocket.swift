import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A connection over a channel of SwiftNIO, whose only handler this is.
///
/// The way for systems without epoll, and what `EpollSocket` is compared with.
final class ChannelSocket: ChannelDuplexHandler, ClientSocket {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let connection: ConnectionHandler
    private var context: ChannelHandlerContext?

    init(_ connection: ConnectionHandler) {
        self.connection = connection
    }

    // MARK: What the channel tells

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        connection.opened(on: self)
    }

    func channelInactive(context: ChannelHandlerContext) {
        connection.ended()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connection.received(unwrapInboundIn(data))
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        connection.writabilityChanged(context.channel.isWritable)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent { connection.inputEnded() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A socket error: nobody is left to tell.
        connection.close()
    }

    func read(context: ChannelHandlerContext) {
        if connection.asksToRead() { context.read() }
    }

    // MARK: What the connection asks for

    var peer: SocketAddress? { context?.remoteAddress }

    var unsentBytes: Int {
        let bytes = try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)
        return bytes ?? 0
    }

    var mayHaveInput: Bool { false }

    func send(_ bytes: ByteBuffer) {
        context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    func send(_ bytes: ByteBuffer, completion: @escaping (_ isTaken: Bool) -> Void) {
        guard let context else {
            completion(false)
            return
        }
        let isTaken = context.eventLoop.makePromise(of: Void.self)
        isTaken.futureResult.assumeIsolated().whenComplete { result in
            if case .success = result { completion(true) } else { completion(false) }
        }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: isTaken)
    }

    func resumeReading() {
        context?.read()
    }

    func closeOutput() {
        context?.close(mode: .output, promise: nil)
    }

    func close() {
        context?.close(promise: nil)
    }

    func reset() {
        if let socket = context?.channel as? any SocketOptionProvider {
            _ = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }
        close()
    }
}

@available(*, unavailable)
extension ChannelSocket: Sendable {}
