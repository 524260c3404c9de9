import Core
import Testing

@Suite struct OutboxTests {
    @Test func `one hands on what all have added, in its order, until nothing is left`() {
        var outbox = Outbox<Int>()
        var duties = [outbox.add([]), outbox.add([1, 2]), outbox.add([3])]
        var handedOn = [outbox.take()]
        // While these are handed on, more comes.
        duties.append(outbox.add([4]))
        handedOn += [outbox.take(), outbox.take()]
        duties.append(outbox.add([5]))
        #expect(handedOn == [[1, 2, 3], [4], nil])
        #expect(duties == [false, true, false, false, true])
    }
}
