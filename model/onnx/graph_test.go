package onnx

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// message is one of hand: bytes and strings by their fields.
type message []byte

func (m message) bytes(field protowire.Number, value []byte) message {
	return protowire.AppendBytes(protowire.AppendTag(m, field, protowire.BytesType), value)
}

func (m message) text(field protowire.Number, value string) message {
	return m.bytes(field, []byte(value))
}

func (m message) number(field protowire.Number, value uint64) message {
	return protowire.AppendVarint(protowire.AppendTag(m, field, protowire.VarintType), value)
}

// valueOf is an input, an output or another value, with its dimensions.
func valueOf(name string, dimensions ...uint64) message {
	var shape message
	for _, d := range dimensions {
		shape = shape.bytes(1, message(nil).number(1, d))
	}
	tensor := message(nil).number(1, 1).bytes(2, shape)
	return message(nil).text(1, name).bytes(2, message(nil).bytes(1, tensor))
}

// tensorOf is a constant of a type, whose numbers lie in a field.
func tensorOf(name string, kind uint64, field protowire.Number, numbers []byte) message {
	return message(nil).number(1, uint64(len(numbers)/4)).number(2, kind).text(8, name).bytes(field, numbers)
}

func modelOf(graph message) message {
	return message(nil).number(1, 3).text(2, "a test").bytes(7, graph).bytes(8, message(nil).number(2, 9))
}

func floats(values ...float32) (list []byte) {
	for _, v := range values {
		list = binary.LittleEndian.AppendUint32(list, math.Float32bits(v))
	}
	return list
}

// fields are those of a message that hold bytes, by their numbers, in order.
func fields(t testing.TB, m []byte, field protowire.Number) (list [][]byte) {
	t.Helper()
	for len(m) > 0 {
		num, wire, n := protowire.ConsumeTag(m)
		size := protowire.ConsumeFieldValue(num, wire, m[n:])
		if n < 0 || size < 0 {
			t.Fatalf("no message: % x", m)
		}
		if num == field && wire == protowire.BytesType {
			value, _ := protowire.ConsumeBytes(m[n:])
			list = append(list, value)
		}
		m = m[n+size:]
	}
	return list
}

// dimensionsOf are a value's: their names, or "" for a number.
func dimensionsOf(t testing.TB, value []byte) (names []string) {
	t.Helper()
	shape := fields(t, fields(t, fields(t, value, 2)[0], 1)[0], 2)[0]
	for _, d := range fields(t, shape, 1) {
		name := ""
		if list := fields(t, d, 2); len(list) > 0 {
			name = string(list[0])
		}
		names = append(names, name)
	}
	return names
}

// testModel has two inputs, of which one is a constant as well, an output, a value between and constants.
func testModel() message {
	weights := floats(1, 1e-13, -1e-13, 1e-11, float32(math.NaN()), float32(math.Inf(-1)), 1e-40, -2)
	return modelOf(message(nil).
		bytes(1, message(nil).text(1, "x").text(4, "Conv")).
		text(2, "graph").
		bytes(5, tensorOf("raw", 1, 9, weights)).
		bytes(5, tensorOf("packed", 1, 4, weights)).
		bytes(5, tensorOf("whole", 7, 9, weights)).
		bytes(5, tensorOf("double", 11, 9, weights)).
		bytes(11, valueOf("x", 1, 3, 32, 64)).
		bytes(11, valueOf("raw", 8)).
		bytes(12, valueOf("y", 1, 10, 8, 16)).
		bytes(13, valueOf("between", 1, 5, 16, 32)))
}

func TestLoosened(t *testing.T) {
	for _, sides := range []bool{false, true} {
		out, err := loosen(testModel(), sides)
		if err != nil {
			t.Fatal(err)
		}
		graph := fields(t, out, 7)[0]
		want := map[bool][2][]string{
			false: {{"batch", "", "", ""}, {"batch", "", "", ""}},
			true:  {{"batch", "", "x_side2", "x_side3"}, {"batch", "", "y_side2", "y_side3"}},
		}[sides]
		for i, field := range []protowire.Number{11, 12} {
			values := fields(t, graph, field)
			if len(values) != 1 {
				t.Fatalf("sides %v: %d values in field %d", sides, len(values), field)
			}
			got := dimensionsOf(t, values[0])
			for k := range want[i] {
				if len(got) != 4 || got[k] != want[i][k] {
					t.Errorf("sides %v, field %d: dimensions %q, want %q", sides, field, got, want[i])
					break
				}
			}
		}
		if kept := fields(t, graph, 13); len(kept) > 0 {
			t.Errorf("%d values between have fixed shapes", len(kept))
		}
		for _, field := range []protowire.Number{1, 2} {
			before, after := fields(t, fields(t, testModel(), 7)[0], field), fields(t, graph, field)
			if len(after) != 1 || !bytes.Equal(before[0], after[0]) {
				t.Errorf("field %d of the graph changed", field)
			}
		}
		for _, field := range []protowire.Number{2, 8} {
			if before, after := fields(t, testModel(), field), fields(t, out, field); !bytes.Equal(before[0], after[0]) {
				t.Errorf("field %d of the model changed", field)
			}
		}
	}
}

// Weights are flushed to zero in either field that may hold them, and no other numbers are.
func TestTinyWeights(t *testing.T) {
	out, err := loosen(testModel(), false)
	if err != nil {
		t.Fatal(err)
	}
	flushed := floats(1, 0, 0, 1e-11, float32(math.NaN()), float32(math.Inf(-1)), 0, -2)
	plain := floats(1, 1e-13, -1e-13, 1e-11, float32(math.NaN()), float32(math.Inf(-1)), 1e-40, -2)
	constants := fields(t, fields(t, out, 7)[0], 5)
	for i, c := range []struct {
		name  string
		field protowire.Number
		want  []byte
	}{{"raw", 9, flushed}, {"packed", 4, flushed}, {"whole", 9, plain}, {"double", 9, plain}} {
		if name := fields(t, constants[i], 8)[0]; string(name) != c.name {
			t.Fatalf("constant %d is %s", i, name)
		}
		if got := fields(t, constants[i], c.field)[0]; !bytes.Equal(got, c.want) {
			t.Errorf("%s: % x, want % x", c.name, got, c.want)
		}
	}
}

func TestLoosenedAgain(t *testing.T) {
	once, err := loosen(testModel(), true)
	if err != nil {
		t.Fatal(err)
	}
	if twice, err := loosen(once, true); err != nil || !bytes.Equal(once, twice) {
		t.Errorf("it isn't the same a second time, %v", err)
	}
}

func TestLoosenedRefuses(t *testing.T) {
	whole := []byte(testModel())
	for name, data := range map[string][]byte{
		"nothing": nil, "zeros": make([]byte, 40), "text": []byte("<html>not found</html>"), "no graph": message(nil).number(1, 3),
		"two graphs": testModel().bytes(7, nil), "a graph of garbage": modelOf(message("\xff\xff\xff")),
		"a number as graph":     message(nil).number(7, 3),
		"a constant of garbage": modelOf(message(nil).bytes(5, []byte{0x0a, 0x7f})),
		"an input of garbage":   modelOf(message(nil).bytes(11, []byte{0x0a, 0x7f})),
		"a shape of garbage": modelOf(message(nil).bytes(11, message(nil).text(1, "x").
			bytes(2, message(nil).bytes(1, message(nil).bytes(2, []byte{0x0a, 0x7f}))))),
	} {
		if _, err := loosen(data, true); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	graphEnds := len(whole) - len(message(nil).bytes(8, message(nil).number(2, 9)))
	for n := range whole {
		if _, err := loosen(whole[:n], true); err == nil && n != graphEnds {
			t.Errorf("cut off after %d of %d bytes it is taken", n, len(whole))
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		spoiled := bytes.Clone(whole)
		for range 1 + rng.IntN(4) {
			spoiled[rng.IntN(len(spoiled))] = uint8(rng.Uint32())
		}
		_, _ = loosen(spoiled, rng.IntN(2) == 0) // it must not panic
	}
}

// FuzzLoosened: whatever a file holds, what comes out is a message of one graph, without fixed shapes between, and the same a second time.
func FuzzLoosened(f *testing.F) {
	f.Add([]byte(testModel()), true)
	f.Add([]byte(testModel()), false)
	f.Add([]byte(testModel())[:100], true)
	f.Fuzz(func(t *testing.T, data []byte, sides bool) {
		out, err := loosen(bytes.Clone(data), sides)
		if err != nil {
			return
		}
		graphs := fields(t, out, 7)
		if len(graphs) != 1 || len(fields(t, graphs[0], 13)) > 0 {
			t.Errorf("%d graphs, or values between", len(graphs))
		}
		again, err := loosen(out, sides)
		if err != nil || !bytes.Equal(again, out) {
			t.Errorf("it isn't the same a second time, %v", err)
		}
	})
}
