package onnx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// The fields of an ONNX file that are looked at, by their numbers in the format's onnx.proto (IR versions 3 to 10).
const (
	modelGraph = 7

	graphInitializer = 5
	graphInput       = 11
	graphOutput      = 12
	graphValueInfo   = 13

	tensorType  = 2 // 1 is float32
	tensorFloat = 4
	tensorName  = 8
	tensorRaw   = 9

	valueName = 1
	valueType = 2

	typeTensor   = 1
	tensorShape  = 2
	shapeDim     = 1
	dimensionPar = 2
)

// tiny is the magnitude below which a weight counts as zero. A product of two such numbers is denormal, on which some processors take
// a hundred times as long; no activation is large enough to make any of them matter.
const tiny = 1e-12

// notNetwork is what the parser of the format's coding says, in words.
type notNetwork struct{ err error }

func (e notNetwork) Error() string { return "it is no ONNX file, or is cut off or damaged" }

func (e notNetwork) Unwrap() error { return e.err }

var errNoGraph = errors.New("it holds no ONNX graph")

// loosen is the file of a network with its batch free, and, where sides is set, also the height and width of its inputs and outputs:
// exported networks have the shapes fixed that they were exported with. Weights that are inputs as well (IR version 3) become constants,
// without which they can't be folded, and tiny ones zero: those are changed in the file's own bytes, which saves copies of them.
func loosen(file []byte, sides bool) ([]byte, error) {
	graphs := 0
	out, err := edit(file, func(num protowire.Number, value []byte) ([]byte, bool, error) {
		if num != modelGraph {
			return value, true, nil
		}
		graphs++
		graph, err := loosenGraph(value, sides)
		return graph, true, err
	})
	if err == nil && graphs != 1 {
		err = errNoGraph
	}
	return out, err
}

func loosenGraph(graph []byte, sides bool) ([]byte, error) {
	constants := map[string]bool{}
	err := walk(graph, func(num protowire.Number, value []byte) error {
		if num != graphInitializer {
			return nil
		}
		name, err := stringIn(value, tensorName)
		constants[name] = true
		if err == nil {
			err = flushTensor(value)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return edit(graph, func(num protowire.Number, value []byte) ([]byte, bool, error) {
		switch num {
		case graphValueInfo:
			return nil, false, nil
		case graphInput, graphOutput:
			name, err := stringIn(value, valueName)
			if err != nil || constants[name] {
				return nil, false, err
			}
			free, err := freeShape(value, name, sides)
			return free, true, err
		}
		return value, true, nil
	})
}

// freeShape gives the dimensions of an input or output names in place of sizes: all batches are one "batch".
func freeShape(value []byte, name string, sides bool) ([]byte, error) {
	return within(value, []protowire.Number{valueType, typeTensor, tensorShape}, func(shape []byte) ([]byte, error) {
		axis := -1
		return edit(shape, func(num protowire.Number, dimension []byte) ([]byte, bool, error) {
			if num != shapeDim {
				return dimension, true, nil
			}
			axis++
			switch {
			case axis == 0:
				return namedDimension("batch"), true, nil
			case axis >= 2 && sides:
				return namedDimension(fmt.Sprintf("%s_side%d", name, axis)), true, nil
			}
			return dimension, true, nil
		})
	})
}

func namedDimension(name string) []byte {
	return protowire.AppendString(protowire.AppendTag(nil, dimensionPar, protowire.BytesType), name)
}

// flushTensor makes the tiny values of a tensor of float32 zero, where they lie.
func flushTensor(tensor []byte) error {
	kind, err := numberIn(tensor, tensorType)
	if err != nil {
		return err
	}
	if kind != float32s {
		return nil
	}
	return walk(tensor, func(num protowire.Number, value []byte) error {
		if num == tensorRaw || num == tensorFloat {
			for i := 0; i+4 <= len(value); i += 4 {
				if v := math.Float32frombits(binary.LittleEndian.Uint32(value[i:])); v > -tiny && v < tiny {
					binary.LittleEndian.PutUint32(value[i:], 0)
				}
			}
		}
		return nil
	})
}

// stringIn is the field of that number of a message, "" where it has none.
func stringIn(message []byte, field protowire.Number) (found string, err error) {
	err = walk(message, func(num protowire.Number, value []byte) error {
		if num == field {
			found = string(value)
		}
		return nil
	})
	return found, err
}

// within changes the message that lies below a path of fields, each of which is a message.
func within(message []byte, path []protowire.Number, change func([]byte) ([]byte, error)) ([]byte, error) {
	if len(path) == 0 {
		return change(message)
	}
	return edit(message, func(num protowire.Number, value []byte) ([]byte, bool, error) {
		if num != path[0] {
			return value, true, nil
		}
		changed, err := within(value, path[1:], change)
		return changed, true, err
	})
}

// edit copies a message, field by field. change says what becomes of the fields that hold bytes (messages, strings, packed numbers), or
// that one is left out; all others stay.
func edit(message []byte, change func(num protowire.Number, value []byte) (changed []byte, kept bool, err error)) ([]byte, error) {
	out := make([]byte, 0, len(message)+64)
	err := eachField(message, func(num protowire.Number, field, value []byte) error {
		if value == nil {
			out = append(out, field...)
			return nil
		}
		changed, kept, err := change(num, value)
		if err == nil && kept {
			out = protowire.AppendBytes(protowire.AppendTag(out, num, protowire.BytesType), changed)
		}
		return err
	})
	return out, err
}

// walk looks at the fields of a message that hold bytes.
func walk(message []byte, look func(num protowire.Number, value []byte) error) error {
	return eachField(message, func(num protowire.Number, _, value []byte) error {
		if value == nil {
			return nil
		}
		return look(num, value)
	})
}

// eachField goes through a message: field is a whole one, value its bytes, nil of one that holds none.
func eachField(message []byte, do func(num protowire.Number, field, value []byte) error) error {
	for rest := message; len(rest) > 0; {
		num, wire, n := protowire.ConsumeTag(rest)
		if n < 0 {
			return notNetwork{protowire.ParseError(n)}
		}
		m := protowire.ConsumeFieldValue(num, wire, rest[n:])
		if m < 0 {
			return notNetwork{protowire.ParseError(m)}
		}
		field := rest[:n+m]
		rest = rest[n+m:]
		var value []byte
		if wire == protowire.BytesType {
			value, _ = protowire.ConsumeBytes(field[n:])
		}
		if err := do(num, field, value); err != nil {
			return err
		}
	}
	return nil
}
