package weights

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"unicode/utf8"
)

// maxParts is the most files that one group of a manifest may be cut into; networks of 100 MB have 25.
const maxParts = 1000

// ReadManifest reads the weights of a TensorFlow.js model: path is its weights_manifest.json, a list of groups of tensors,
// whose values lie back to back in the files that the group names, beside the manifest. They are float32, or quantised:
// a uint8 q stands for q·scale + min. A file outside of the manifest's folder is not opened, also not through a link.
func ReadManifest(path string, limits Limits) (*File, error) {
	limits = limits.orDefault()
	raw, err := readText(path, limits.HeaderBytes)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("can't open %s: %w", filepath.Dir(path), err)
	}
	defer root.Close()
	f, err := readManifest(raw, func(name string) (part, error) { return openPart(root, name) }, limits)
	if err != nil {
		return nil, sentence(path, err)
	}
	return f, nil
}

// part is one of the files that hold the values.
type part struct {
	io.ReadCloser
	size int64
}

// readText reads a plain file of at most so many bytes.
func readText(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("can't open %s: %w", path, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s %w: it is not a plain file", path, ErrMalformed)
	}
	if info.Size() > most {
		return nil, fmt.Errorf("%s %w: %d bytes, at most %d", path, ErrTooLarge, info.Size(), most)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("can't read %s: %w", path, err)
	}
	return raw, nil
}

func openPart(root *os.Root, name string) (part, error) {
	info, err := root.Stat(name)
	if err != nil {
		return part{}, err
	}
	if !info.Mode().IsRegular() {
		return part{}, fmt.Errorf("%q is not a plain file", name)
	}
	f, err := root.Open(name)
	return part{f, info.Size()}, err
}

// group is one entry of a manifest.
type group struct {
	paths   []string
	tensors []stored
}

// stored is a tensor as the manifest describes it.
type stored struct {
	name   string
	shape  []int
	values int64
	// quantised values are bytes, of which q stands for q·scale + min.
	quantised  bool
	scale, min float64
}

func (t stored) bytes() int64 {
	if t.quantised {
		return t.values
	}
	return 4 * t.values
}

func readManifest(raw []byte, open func(name string) (part, error), limits Limits) (*File, error) {
	groups, err := parseManifest(raw, limits)
	if err != nil {
		return nil, err
	}
	f := &File{Tensors: map[string]Tensor{}, Metadata: map[string]string{}}
	left := limits.FileBytes
	for _, g := range groups {
		if err := g.read(f, open, &left); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// read adds the group's tensors to f. All files are looked at before memory is taken; left is what they may still have.
func (g group) read(f *File, open func(name string) (part, error), left *int64) error {
	var parts []io.Reader
	var size int64
	for _, name := range g.paths {
		p, err := open(name)
		if err != nil {
			return err
		}
		defer p.Close()
		parts = append(parts, io.LimitReader(p, p.size))
		if size += p.size; p.size > *left {
			return fmt.Errorf("%w: its values take too many bytes", ErrTooLarge)
		}
		*left -= p.size
	}
	var want int64
	for _, t := range g.tensors {
		want += t.bytes()
	}
	if size != want {
		return fmt.Errorf("its tensors take %d bytes, and the files %q have %d", want, g.paths, size)
	}
	data := io.MultiReader(parts...)
	for _, t := range g.tensors {
		values, err := t.read(data)
		if err != nil {
			return fmt.Errorf("tensor %q: %w", t.name, err)
		}
		f.Tensors[t.name] = Tensor{t.shape, values}
	}
	return nil
}

func (t stored) read(data io.Reader) ([]float32, error) {
	values := make([]float32, t.values)
	if !t.quantised {
		return values, readValues(data, f32, values)
	}
	err := readValues(data, u8, values)
	for i, q := range values {
		values[i] = float32(float64(q)*t.scale + t.min)
	}
	return values, err
}

// parseManifest reads token by token, like parseHeader.
func parseManifest(raw []byte, limits Limits) ([]group, error) {
	if !utf8.Valid(raw) || !json.Valid(raw) {
		return nil, errors.New("it is not JSON")
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	m := manifest{dec: dec, limits: limits, names: map[string]bool{}}
	var groups []group
	err := array(dec, func() error {
		g, err := m.group()
		if groups = append(groups, g); len(groups) > limits.Tensors {
			return fmt.Errorf("%w: more than %d groups", ErrTooLarge, limits.Tensors)
		}
		return err
	})
	return groups, err
}

// manifest is one being read: what was seen so far.
type manifest struct {
	dec    *json.Decoder
	limits Limits
	names  map[string]bool
	values int64
}

func (m *manifest) group() (g group, err error) {
	err = object(m.dec, func(key string) error {
		switch key {
		case "paths":
			return array(m.dec, func() error {
				name, err := next[string](m.dec)
				if err == nil && (len(g.paths) == maxParts || !filepath.IsLocal(name) || filepath.Base(name) != name) {
					err = fmt.Errorf("%q is not one of a few files beside it", name)
				}
				g.paths = append(g.paths, name)
				return err
			})
		case "weights":
			return array(m.dec, func() error {
				t, err := m.tensor()
				g.tensors = append(g.tensors, t)
				return err
			})
		}
		return fmt.Errorf("unknown key %q", key)
	})
	return g, err
}

func (m *manifest) tensor() (t stored, err error) {
	shaped, typed := false, false
	err = object(m.dec, func(key string) error {
		var err error
		switch key {
		case "name":
			t.name, err = next[string](m.dec)
		case "shape":
			var dims []int64
			if dims, err = numbers(m.dec); err == nil {
				t.shape, t.values, err = checkShape(dims, m.limits)
			}
			shaped = true
		case "dtype":
			typed = true
			err = m.only("float32")
		case "quantization":
			err = m.quantisation(&t)
		default:
			err = fmt.Errorf("unknown key %q", key)
		}
		return err
	})
	if err == nil && (t.name == "" || m.names[t.name] || !shaped || !typed) {
		err = errors.New("it needs a shape, a dtype and a name of its own")
	}
	if err != nil {
		return t, fmt.Errorf("tensor %q: %w", t.name, err)
	}
	m.names[t.name] = true
	m.values += t.values
	if len(m.names) > m.limits.Tensors || m.values > m.limits.ValueBytes/4 {
		return t, fmt.Errorf("%w: too many tensors or values", ErrTooLarge)
	}
	return t, nil
}

func (m *manifest) quantisation(t *stored) error {
	t.quantised = true
	seen := 0
	err := object(m.dec, func(key string) (err error) {
		seen++
		switch key {
		case "dtype":
			return m.only("uint8")
		case "scale":
			t.scale, err = float(m.dec)
		case "min":
			t.min, err = float(m.dec)
		default:
			err = fmt.Errorf("unknown key %q", key)
		}
		return err
	})
	if err == nil && seen != 3 {
		err = errors.New("its quantization needs dtype, scale and min")
	}
	return err
}

// only takes the one type of values that is read here.
func (m *manifest) only(dtype string) error {
	got, err := next[string](m.dec)
	if err == nil && got != dtype {
		err = fmt.Errorf("values of type %q are not read here", got)
	}
	return err
}

// array walks a JSON array and has each read every element.
func array(dec *json.Decoder, each func() error) error {
	if open, err := next[json.Delim](dec); err != nil || open != '[' {
		return cmp.Or(err, errors.New("an array is missing"))
	}
	for dec.More() {
		if err := each(); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

// float reads a number that float32 can hold.
func float(dec *json.Decoder) (float64, error) {
	text, err := next[json.Number](dec)
	if err != nil {
		return 0, err
	}
	x, err := strconv.ParseFloat(text.String(), 64)
	if err != nil || math.Abs(x) > math.MaxFloat32/256 {
		return 0, fmt.Errorf("the number %.20s is too large", text)
	}
	return x, nil
}
