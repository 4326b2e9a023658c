package onnx

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// Facts are what a network's file says of itself.
type Facts struct {
	Inputs, Outputs []Value
	Metadata        map[string]string
	Producer        string
}

// Value is an input or an output.
type Value struct {
	Name string
	// Shape has a length for each dimension, 0 where it is free or not said.
	Shape []int64
	// Float32 says that the numbers are of that type.
	Float32 bool
}

// Inspect reads what a network's file says of itself, without running anything of it. Weights that are inputs as well (IR version 3)
// don't count as inputs.
func Inspect(file []byte) (Facts, error) {
	facts := Facts{Metadata: map[string]string{}}
	graphs := 0
	err := walk(file, func(num protowire.Number, value []byte) (err error) {
		switch num {
		case modelProducer:
			facts.Producer = string(value)
		case modelGraph:
			graphs++
			err = facts.readGraph(value)
		case modelMetadata:
			var key, text string
			if key, err = stringIn(value, entryKey); err == nil {
				text, err = stringIn(value, entryValue)
			}
			facts.Metadata[key] = text
		}
		return err
	})
	if err == nil && graphs != 1 {
		err = errNoGraph
	}
	if err != nil {
		return Facts{}, fmt.Errorf("the network can't be read: %w", err)
	}
	return facts, nil
}

func (f *Facts) readGraph(graph []byte) error {
	constants := map[string]bool{}
	err := walk(graph, func(num protowire.Number, value []byte) error {
		if num != graphInitializer {
			return nil
		}
		name, err := stringIn(value, tensorName)
		constants[name] = true
		return err
	})
	if err != nil {
		return err
	}
	return walk(graph, func(num protowire.Number, value []byte) error {
		if num != graphInput && num != graphOutput {
			return nil
		}
		v, err := readValue(value)
		switch {
		case err != nil:
			return err
		case num == graphOutput:
			f.Outputs = append(f.Outputs, v)
		case !constants[v.Name]:
			f.Inputs = append(f.Inputs, v)
		}
		return nil
	})
}

func readValue(message []byte) (v Value, err error) {
	if v.Name, err = stringIn(message, valueName); err != nil {
		return v, err
	}
	_, err = within(message, []protowire.Number{valueType, typeTensor}, func(tensor []byte) ([]byte, error) {
		kind, err := numberIn(tensor, elementType)
		v.Float32 = kind == float32s
		if err != nil {
			return tensor, err
		}
		return within(tensor, []protowire.Number{tensorShape}, func(shape []byte) ([]byte, error) {
			return shape, walk(shape, func(num protowire.Number, dimension []byte) error {
				if num != shapeDim {
					return nil
				}
				n, err := numberIn(dimension, dimensionValue)
				v.Shape = append(v.Shape, max(0, int64(n)))
				return err
			})
		})
	})
	return v, err
}

// numberIn is the whole number of a field, 0 where a message has none.
func numberIn(message []byte, wanted protowire.Number) (found uint64, err error) {
	for rest := message; len(rest) > 0; {
		num, wire, n := protowire.ConsumeTag(rest)
		if n < 0 {
			return 0, notNetwork{protowire.ParseError(n)}
		}
		m := protowire.ConsumeFieldValue(num, wire, rest[n:])
		if m < 0 {
			return 0, notNetwork{protowire.ParseError(m)}
		}
		if num == wanted && wire == protowire.VarintType {
			found, _ = protowire.ConsumeVarint(rest[n:])
		}
		rest = rest[n+m:]
	}
	return found, nil
}
