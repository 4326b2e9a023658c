package errorrate

import (
	"bytes"
	"encoding/gob"
	"errors"
	"math"
	"slices"
)

// keptDistances is what is kept of Distances.
type keptDistances struct {
	At    []float64
	Until []int
}

var errNotDistances = errors.New("these aren't the distances of pairs")

// GobEncode writes the distances whole, for another process.
func (d Distances) GobEncode() ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(keptDistances{d.at, d.until})
	return b.Bytes(), err
}

// GobDecode reads what GobEncode wrote, and refuses what can't be distances.
func (d *Distances) GobDecode(data []byte) error {
	var k keptDistances
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&k); err != nil {
		return err
	}
	if k.Until != nil && (len(k.Until) != len(k.At) || !slices.IsSorted(k.Until)) || !slices.IsSorted(k.At) {
		return errNotDistances
	}
	if n := len(k.At); n > 0 && (!(k.At[0] >= 0) || math.IsInf(k.At[n-1], 1)) {
		return errNotDistances
	}
	*d = Distances{k.At, k.Until}
	return nil
}

// keptClasses is what is kept of Classes.
type keptClasses struct{ Genuine, Impostor Distances }

// GobEncode writes both classes.
func (c Classes) GobEncode() ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(keptClasses{c.genuine, c.impostor})
	return b.Bytes(), err
}

// GobDecode reads what GobEncode wrote.
func (c *Classes) GobDecode(data []byte) error {
	var k keptClasses
	err := gob.NewDecoder(bytes.NewReader(data)).Decode(&k)
	*c = Classes{k.Genuine, k.Impostor}
	return err
}
