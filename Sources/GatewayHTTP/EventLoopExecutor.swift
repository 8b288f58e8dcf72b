import NIOCore

/// Runs a connection's conversation on the thread that reads and writes its socket.
///
/// A request then changes threads for its commit and for nothing else. Whatever runs here keeps the other connections of
/// the thread waiting, so nothing may block for longer than a few rows are read.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
