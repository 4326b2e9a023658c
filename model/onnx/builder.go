package onnx

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
)

// The version of the format and of its operators that are written, which ONNX Runtime reads from 1.8 on (December 2020).
const (
	irVersion    = 8
	opsetVersion = 13
)

// Further fields of an ONNX file, by their numbers in the format's onnx.proto.
const (
	modelVersion  = 1
	modelProducer = 2
	modelOpset    = 8
	modelMetadata = 14

	entryKey, entryValue = 1, 2 // of metadata
	opsetNumber          = 2

	graphNode = 1
	graphName = 2

	nodeInput, nodeOutput, nodeName, nodeOperator, nodeAttribute = 1, 2, 3, 4, 5

	attributeName, attributeFloat, attributeInt, attributeText, attributeInts, attributeType = 1, 2, 3, 4, 8, 20

	tensorDims = 1

	elementType    = 1
	dimensionValue = 1
)

// The types of an attribute, and of the numbers of a tensor.
const (
	kindFloat, kindInt, kindText, kindInts = 1, 2, 3, 7

	float32s, int64s = 1, 7
)

// Builder is a network that is being written, operator by operator. Values are known by their names: that of the input, of weights, and of
// what operators give.
type Builder struct {
	graph   []byte
	written map[string]bool // weights
	count   int             // of operators
}

// NewBuilder begins a network of a name.
func NewBuilder(name string) *Builder {
	return &Builder{graph: appendText(nil, graphName, name), written: map[string]bool{}}
}

// Attribute is a setting of an operator.
type Attribute []byte

// Int is a whole number as attribute.
func Int(name string, value int64) Attribute {
	a := appendNumber(appendText(nil, attributeName, name), attributeInt, uint64(value))
	return appendNumber(a, attributeType, kindInt)
}

// Ints are whole numbers as attribute.
func Ints(name string, values ...int64) Attribute {
	a := Attribute(appendText(nil, attributeName, name))
	for _, v := range values {
		a = appendNumber(a, attributeInts, uint64(v))
	}
	return appendNumber(a, attributeType, kindInts)
}

// Float is a number as attribute.
func Float(name string, value float32) Attribute {
	a := protowire.AppendTag(appendText(nil, attributeName, name), attributeFloat, protowire.Fixed32Type)
	return appendNumber(protowire.AppendFixed32(a, math.Float32bits(value)), attributeType, kindFloat)
}

// Text is a word as attribute.
func Text(name, value string) Attribute {
	return appendNumber(appendText(appendText(nil, attributeName, name), attributeText, value), attributeType, kindText)
}

// Input adds the network's input, float32 of a shape behind a free batch. A length of 0 is free too.
func (b *Builder) Input(name string, shape ...int) { b.addValue(graphInput, name, shape) }

// Output says that a value is the network's output, of a shape behind a free batch.
func (b *Builder) Output(name string, shape ...int) { b.addValue(graphOutput, name, shape) }

func (b *Builder) addValue(field protowire.Number, name string, shape []int) {
	dims := appendMessage(nil, shapeDim, namedDimension("batch"))
	for axis, n := range shape {
		dimension := appendNumber(nil, dimensionValue, uint64(n))
		if n == 0 {
			dimension = namedDimension(fmt.Sprintf("%s_side%d", name, axis+1))
		}
		dims = appendMessage(dims, shapeDim, dimension)
	}
	tensor := appendMessage(appendNumber(nil, elementType, float32s), tensorShape, dims)
	value := appendMessage(appendText(nil, valueName, name), valueType, appendMessage(nil, typeTensor, tensor))
	b.graph = appendMessage(b.graph, field, value)
}

// Weight adds numbers under a name, which it returns; a second time it adds nothing.
func (b *Builder) Weight(name string, shape []int, values []float32) string {
	raw := make([]byte, 0, 4*len(values))
	if !b.written[name] {
		for _, v := range values {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
		}
	}
	return b.addTensor(name, float32s, shape, raw)
}

// Number is a single number as a value.
func (b *Builder) Number(v float32) string {
	return b.Weight(fmt.Sprintf("number %v", v), nil, []float32{v})
}

// Whole are whole numbers as a value, such as a shape.
func (b *Builder) Whole(values ...int64) string {
	var raw []byte
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(v))
	}
	return b.addTensor(fmt.Sprintf("whole %v", values), int64s, []int{len(values)}, raw)
}

func (b *Builder) addTensor(name string, kind uint64, shape []int, raw []byte) string {
	if b.written[name] {
		return name
	}
	b.written[name] = true
	var t []byte
	for _, n := range shape {
		t = appendNumber(t, tensorDims, uint64(n))
	}
	t = appendMessage(appendText(appendNumber(t, tensorType, kind), tensorName, name), tensorRaw, raw)
	b.graph = appendMessage(b.graph, graphInitializer, t)
	return name
}

// Add adds an operator of ONNX's on values, and returns the name of what it gives. The operator's inputs and attributes are ONNX's.
func (b *Builder) Add(operator string, inputs []string, attributes ...Attribute) string {
	b.count++
	name := fmt.Sprintf("%s %d", operator, b.count)
	b.addNode(operator, name, name, inputs, attributes)
	return name
}

// Name gives a value another name.
func (b *Builder) Name(value, name string) {
	b.addNode("Identity", name, name, []string{value}, nil)
}

func (b *Builder) addNode(operator, name, output string, inputs []string, attributes []Attribute) {
	var node []byte
	for _, in := range inputs {
		node = appendText(node, nodeInput, in)
	}
	node = appendText(appendText(appendText(node, nodeOutput, output), nodeName, name), nodeOperator, operator)
	for _, a := range attributes {
		node = appendMessage(node, nodeAttribute, a)
	}
	b.graph = appendMessage(b.graph, graphNode, node)
}

// Bytes is the network as a file, with metadata. The same network gives the same bytes.
func (b *Builder) Bytes(producer string, metadata map[string]string) []byte {
	file := appendText(appendNumber(nil, modelVersion, irVersion), modelProducer, producer)
	file = appendMessage(file, modelGraph, b.graph)
	file = appendMessage(file, modelOpset, appendNumber(nil, opsetNumber, opsetVersion))
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		file = appendMessage(file, modelMetadata, appendText(appendText(nil, entryKey, key), entryValue, metadata[key]))
	}
	return file
}

func appendNumber(m []byte, field protowire.Number, v uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(m, field, protowire.VarintType), v)
}

func appendMessage(m []byte, field protowire.Number, message []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(m, field, protowire.BytesType), message)
}

func appendText(m []byte, field protowire.Number, text string) []byte {
	return protowire.AppendString(protowire.AppendTag(m, field, protowire.BytesType), text)
}
