package onnx

import (
	"bytes"
	"slices"
	"testing"
)

func TestInspect(t *testing.T) {
	facts, err := Inspect(testModel())
	if err != nil {
		t.Fatal(err)
	}
	if len(facts.Inputs) != 1 || facts.Inputs[0].Name != "x" || !slices.Equal(facts.Inputs[0].Shape, []int64{1, 3, 32, 64}) || !facts.Inputs[0].Float32 ||
		len(facts.Outputs) != 1 || facts.Outputs[0].Name != "y" || facts.Producer != "a test" {
		t.Errorf("%+v", facts)
	}
	b := NewBuilder("built")
	b.Input("in", 3, 0, 7)
	b.Name(b.Add("Relu", []string{"in"}), "out")
	b.Output("out", 5)
	facts, err = Inspect(b.Bytes("a test", map[string]string{"b": "2", "a": ""}))
	if err != nil || !slices.Equal(facts.Inputs[0].Shape, []int64{0, 3, 0, 7}) || !slices.Equal(facts.Outputs[0].Shape, []int64{0, 5}) || facts.Metadata["b"] != "2" {
		t.Errorf("%+v, %v", facts, err)
	}
}

// FuzzInspect: whatever a file holds, it is read or refused, and not changed.
func FuzzInspect(f *testing.F) {
	f.Add([]byte(testModel()))
	f.Add(NewBuilder("none").Bytes("", map[string]string{"a": "b"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		facts, err := Inspect(data)
		if err != nil && len(facts.Inputs) > 0 || !bytes.Equal(before, data) {
			t.Errorf("%+v, %v", facts, err)
		}
	})
}
