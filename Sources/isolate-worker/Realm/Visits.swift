/// The cells and structures that one call of `encode` has visited. A cell is known by its address, which does not
/// change while it is alive. A structure is known by the first six bytes of a cell's header: the structure's
/// identifier, the way of storing indices, and the type.
struct Visits {
    /// The number of structures that get a number of their own. All others share the next number.
    static let maximumStructureCount = 1024

    private var cells = AddressTable()
    private var structures = AddressTable()

    /// See `visitCallback`.
    mutating func visit(_ cell: OpaquePointer) -> Int {
        if let number = cells.insert(UInt64(UInt(bitPattern: cell))) { return -1 - number }
        let header = UnsafeRawPointer(cell).load(as: UInt64.self) & 0xFFFF_FFFF_FFFF
        if let number = structures.find(header) { return number }
        guard structures.count < Self.maximumStructureCount else { return Self.maximumStructureCount }
        _ = structures.insert(header)
        return structures.count - 1
    }

    mutating func forgetStructures() {
        structures.removeAll()
    }

    func free() {
        cells.free()
        structures.free()
    }
}

/// Numbers words in the order in which they are inserted. No word may be 0. It uses open addressing: a general
/// dictionary would be too slow for a step of the walk over a value.
private struct AddressTable {
    private struct Slot {
        var word: UInt64
        var number: Int
    }

    private(set) var count = 0
    private var slots = AddressTable.slots(16)
    private var mask = 15

    /// The number of a word that was inserted before. A new word gets the next number, and the result is nil.
    mutating func insert(_ word: UInt64) -> Int? {
        var index = place(of: word)
        if slots[index].word == word { return slots[index].number }
        if count * 2 > mask {
            grow()
            index = place(of: word)
        }
        slots[index] = Slot(word: word, number: count)
        count += 1
        return nil
    }

    func find(_ word: UInt64) -> Int? {
        let slot = slots[place(of: word)]
        return slot.word == word ? slot.number : nil
    }

    mutating func removeAll() {
        guard count > 0 else { return }
        slots.update(repeating: Slot(word: 0, number: 0), count: mask + 1)
        count = 0
    }

    func free() {
        slots.deallocate()
    }

    /// The slot of a word, or the one where it would be inserted.
    private func place(of word: UInt64) -> Int {
        // Fibonacci hashing: addresses differ in their middle bits.
        var index = Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while slots[index].word != 0, slots[index].word != word { index = (index + 1) & mask }
        return index
    }

    private mutating func grow() {
        let (old, oldCount) = (slots, mask + 1)
        mask = oldCount * 4 - 1
        slots = Self.slots(oldCount * 4)
        for index in 0..<oldCount where old[index].word != 0 { slots[place(of: old[index].word)] = old[index] }
        old.deallocate()
    }

    private static func slots(_ count: Int) -> UnsafeMutablePointer<Slot> {
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
        slots.initialize(repeating: Slot(word: 0, number: 0), count: count)
        return slots
    }
}
