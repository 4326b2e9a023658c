package weights

import (
	"archive/tar"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
)

// maxTarFiles is above the four entries that such a file has.
const maxTarFiles = 16

// tarState reads the oldest format: a tar archive of sys_info (a pickle), storages, tensors and pickle, the last of which
// refers to the tensors by their numbers.
func (s source) tarState() (any, error) {
	parts, err := s.tarParts()
	if err != nil {
		return nil, err
	}
	info, _, err := parts["sys_info"].runPickle(0, s.size, nil)
	if err != nil {
		return nil, err
	}
	if err := checkOrder(info); err != nil {
		return nil, err
	}
	objects := map[string]any{} // storages and tensors by number
	if err := parts["storages"].tarStorages(objects); err != nil {
		return nil, err
	}
	if err := parts["tensors"].tarTensors(objects); err != nil {
		return nil, err
	}
	root, _, err := parts["pickle"].runPickle(0, s.size, func(id any) (any, error) {
		if v := objects[number(id)]; v != nil {
			return v, nil
		}
		return nil, fmt.Errorf("%w (it refers to something else than its tensors)", ErrUnsafe)
	})
	return root, err
}

// tarParts finds the four entries.
func (s source) tarParts() (map[string]source, error) {
	whole := io.NewSectionReader(s.ReaderAt, 0, s.size)
	archive := tar.NewReader(whole)
	parts := map[string]source{}
	for range maxTarFiles {
		entry, err := archive.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		pos, err := whole.Seek(0, io.SeekCurrent) // the archive is read without a buffer
		if err != nil {
			return nil, err
		}
		section, err := s.section(pos, entry.Size)
		if err != nil {
			return nil, err
		}
		if entry.Typeflag == tar.TypeReg {
			parts[path.Clean(entry.Name)] = source{section, entry.Size, s.limits}
		}
	}
	for _, name := range []string{"sys_info", "storages", "tensors", "pickle"} {
		if parts[name].ReaderAt == nil {
			return nil, fmt.Errorf("it is a tar archive, but not one that PyTorch made: %s is missing", name)
		}
	}
	return parts, nil
}

// tarStorages reads the number of storages, then for each (number, location, type), its number of values and the values;
// after these a list of (number, number of the whole, offset, values) for the storages that are parts of others.
func (s source) tarStorages(objects map[string]any) error {
	count, pos, err := s.count()
	if err != nil {
		return err
	}
	st := &storages{blobs: map[string]*blob{}, s: s}
	for range count {
		var id tuple
		var kind *global
		if id, kind, pos, err = s.triple(pos); err != nil {
			return err
		}
		values, err := s.int64At(pos)
		if err != nil {
			return err
		}
		key := number(id[0])
		if objects[key] != nil {
			return fmt.Errorf("storage %q comes twice", key)
		}
		b, err := st.blob(key, kind.dtype, values)
		if err != nil {
			return err
		}
		if pos, err = s.bindAt(b, pos); err != nil {
			return err
		}
		objects[key] = &storage{b, 0, values}
	}
	views, _, err := s.runPickle(pos, s.size, nil)
	if err != nil {
		return err
	}
	return addViews(objects, views)
}

func addViews(objects map[string]any, views any) error {
	l, ok := views.(*list)
	if !ok {
		return errors.New("it has no list of its storages' parts")
	}
	for _, item := range l.items {
		view, ok := item.(tuple)
		if !ok || len(view) != 4 {
			return errors.New("it describes a part of a storage wrongly")
		}
		whole, isStorage := objects[number(view[1])].(*storage)
		place, isPlace := integers(view[2:])
		if !isStorage || !isPlace {
			return errors.New("it describes a part of a storage wrongly")
		}
		part, err := whole.view(place[0], place[1])
		if err != nil {
			return err
		}
		objects[number(view[0])] = part
	}
	return nil
}

// tarTensors reads the number of tensors, then for each (number, number of the storage, type) and, in binary, the rank (4 bytes
// and 4 of nothing), sizes, strides and offset (8 bytes each).
func (s source) tarTensors(objects map[string]any) error {
	count, pos, err := s.count()
	if err != nil {
		return err
	}
	for range count {
		var id tuple
		if id, _, pos, err = s.triple(pos); err != nil {
			return err
		}
		whole, ok := objects[number(id[1])].(*storage)
		if !ok {
			return errors.New("it has a tensor without a storage")
		}
		rank, err := s.int64At(pos)
		if rank &= 0xffffffff; err != nil || rank > maxRank {
			return errors.New("it has a tensor of too many dimensions")
		}
		numbers := make([]int64, 2*rank+1)
		section, err := s.section(pos+8, int64(8*len(numbers)))
		if err != nil {
			return err
		}
		if err := binary.Read(section, binary.LittleEndian, numbers); err != nil {
			return err
		}
		t, err := newTensor(whole, numbers[2*rank], numbers[:rank], numbers[rank:2*rank])
		if err != nil {
			return err
		}
		objects[number(id[0])] = t
		pos += 8 + int64(8*len(numbers))
	}
	return nil
}

// count reads a pickled number of things.
func (s source) count() (int, int64, error) {
	v, pos, err := s.runPickle(0, s.size, nil)
	if err != nil {
		return 0, 0, err
	}
	n, ok := v.(int64)
	if !ok || n < 0 || n > int64(s.limits.Tensors) {
		return 0, 0, fmt.Errorf("%w: it doesn't count its tensors as it should", ErrTooLarge)
	}
	return int(n), pos, nil
}

// triple reads a pickled (number, something, type).
func (s source) triple(pos int64) (tuple, *global, int64, error) {
	v, pos, err := s.runPickle(pos, s.size, nil)
	if err != nil {
		return nil, nil, 0, err
	}
	t, ok := v.(tuple)
	if !ok || len(t) != 3 {
		return nil, nil, 0, errors.New("it describes a storage or a tensor wrongly")
	}
	kind, ok := t[2].(*global)
	if !ok || kind.dtype == 0 {
		return nil, nil, 0, errors.New("it describes a storage or a tensor wrongly")
	}
	return t, kind, pos, nil
}

// number is the name of an object that the pickles call now by a number, now by its digits.
func number(id any) string {
	switch id := id.(type) {
	case string:
		return id
	case int64:
		return strconv.FormatInt(id, 10)
	}
	return ""
}
