import Testing
@testable import Isolates

@Suite struct SharedObjectTests {
    @Test(arguments: [
        #"{"$type":"object","id":1,"value":{"me":{"$type":"ref","value":1}}}"#,
        #"[{"$type":"array","id":1,"value":[]},{"$type":"ref","value":1},{"$type":"ref","value":1}]"#,
        #"{"$type":"map","id":1,"value":[["me",{"$type":"ref","value":1}],[{"$type":"ref","value":1},{"$type":"date","id":2,"value":null}],[1,{"$type":"ref","value":2}]]}"#,
        #"[{"$type":"symbol","id":1,"value":"x"},{"$type":"ref","value":1}]"#,
        #"[{"$type":"function","id":1,"value":{"name":"f","length":0,"handle":"h"}},{"$type":"ref","value":1}]"#,
        #"[{"$type":"object","id":1,"value":{"$type":{"$type":"ref","value":1}},"class":"Proxy"}]"#,
        #"[{"$type":"typedarray","id":1,"value":{"type":"Int8Array","data":"AA=="}},{"$type":"arraybuffer","id":2,"value":"AA=="},{"$type":"ref","value":1}]"#,
        #"{"$type":"error","id":1,"value":{"cause":{"$type":"ref","value":1}}}"#,
        #"{"$type":"set","id":1,"value":[{"$type":"regexp","id":2,"value":{"pattern":"a","flags":""}},{"$type":"promise","id":3,"value":{"handle":"p"}},{"$type":"ref","value":1}]}"#,
    ])
    func bothWays(json: String) throws {
        #expect(try Value(json: json).text() == json)
    }

    @Test func numbersFollowTheOrderOfAppearance() throws {
        let value = try Value(
            json:
                #"[{"$type":"array","id":70,"value":[]},{"$type":"set","id":-5,"value":[{"$type":"ref","value":70},{"$type":"ref","value":-5}]}]"#
        )
        #expect(
            try value.text()
                == #"[{"$type":"array","id":1,"value":[]},{"$type":"set","id":2,"value":[{"$type":"ref","value":1},{"$type":"ref","value":2}]}]"#
        )
    }

    @Test func theIdMayComeAfterTheValue() throws {
        let late = try Value(
            json:
                #"{"$type":"array","value":[{"$type":"ref","value":1},{"value":{"a":{"value":1,"$type":"ref"},"b":{"$type":"ref","value":2}},"$type":"object","id":2}],"id":1}"#
        )
        #expect(late == .identified(1, [.reference(1), .identified(2, ["a": .reference(1), "b": .reference(2)])]))
    }

    @Test func valuesOfTwoMessagesCanBeCombined() throws {
        let json = #"[{"$type":"array","id":1,"value":[]},{"$type":"ref","value":1}]"#
        let both: Value = [try Value(json: json), try Value(json: json)]
        #expect(
            try both.text()
                == #"[[{"$type":"array","id":1,"value":[]},{"$type":"ref","value":1}],[{"$type":"array","id":2,"value":[]},{"$type":"ref","value":2}]]"#
        )
    }

    @Test func aValueUsedTwiceIsTwoObjects() throws {
        let value: Value = [.identified(1, [5]), .reference(1)]
        #expect(
            try Value.array([value, value]).text()
                == #"[[{"$type":"array","id":1,"value":[5]},{"$type":"ref","value":1}],[{"$type":"array","id":2,"value":[5]},{"$type":"ref","value":2}]]"#
        )
    }

    @Test func accessSeesThrough() throws {
        let root = try Value(
            json:
                #"{"$type":"object","id":1,"value":{"list":{"$type":"array","id":2,"value":[1,{"$type":"ref","value":1}]},"again":{"$type":"ref","value":2}}}"#
        )
        #expect(root["list"]?[0] == 1)
        #expect(root.object?.count == 2)
        #expect(root["list"]?.array?.count == 2)
        let again = try #require(root["again"])
        #expect(again.array == nil)
        #expect(root.resolve(again)?[0] == 1)
        #expect(root.resolve(try #require(root["list"]?[1]))?["again"] == again)
        #expect(root.resolve(5) == 5)
        #expect(root.resolve(.reference(-1)) == nil)
    }

    @Test func aPartCanBeMadeToStandOnItsOwn() throws {
        let root: Value = [
            "a": .identified(1, ["n": 1]), "b": [.reference(1), .reference(1)], "c": .identified(2, [.reference(2)]),
        ]
        #expect(try root.extract(root["b"]!) == [.identified(1, ["n": 1]), .reference(1)])
        #expect(try root.extract(root["c"]!) == root["c"])
        #expect(try root.extract(.reference(1)) == .identified(1, ["n": 1]))
        #expect(try root.extract(root) == root)
        let reordered: Value = [root["b"]!, root["a"]!]
        #expect(throws: ValueError.self) { try reordered.json() }
        #expect(try reordered.extract(reordered) == [[.identified(1, ["n": 1]), .reference(1)], .reference(1)])
    }

    @Test func aChainOfReferencesMayBeTooDeep() throws {
        // Flat as a message, 20,000 deep when it is followed.
        let nodes = (0..<20_000).map { index -> Value in
            .identified(index, index == 0 ? [:] : ["previous": .reference(index - 1)])
        }
        let root = Value.array(nodes)
        #expect(try Value(json: root.json()) == root)
        let error = #expect(throws: ValueError.self) { try root.extract(.reference(19_999)) }
        #expect(error?.code == .tooDeep)
    }
}
