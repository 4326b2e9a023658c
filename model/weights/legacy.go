package weights

import "errors"

// legacyVersion is the protocol of the files that begin with legacyMagic; it never changed.
const legacyVersion = 1001

// readLegacy reads pickles end to end (magic number, version, machine, state dict, keys of the storages) and then, for every key, the
// number of values in 8 bytes and the values.
func readLegacy(s source) (any, error) {
	st := &storages{blobs: map[string]*blob{}, s: s}
	version, pos, err := s.runPickle(int64(len(legacyMagic)), s.size, nil)
	if err != nil {
		return nil, err
	}
	if version != int64(legacyVersion) {
		return nil, errors.New("it has another version than PyTorch's files have")
	}
	info, pos, err := s.runPickle(pos, s.size, nil)
	if err != nil {
		return nil, err
	}
	if err := checkOrder(info); err != nil {
		return nil, err
	}
	root, pos, err := s.runPickle(pos, s.size, st.find)
	if err != nil {
		return nil, err
	}
	keys, pos, err := s.runPickle(pos, s.size, nil)
	if err != nil {
		return nil, err
	}
	return root, st.bindAll(keys, pos)
}

// bindAll finds the bytes of every storage.
func (st *storages) bindAll(keys any, pos int64) error {
	order, ok := keys.(*list)
	if !ok {
		return errors.New("it has no list of its storages")
	}
	for _, key := range order.items {
		name, _ := key.(string)
		b := st.blobs[name]
		if b == nil || b.open != nil {
			return errors.New("it lists a storage that no tensor has, or one storage twice")
		}
		var err error
		if pos, err = st.s.bindAt(b, pos); err != nil {
			return err
		}
	}
	if len(order.items) != len(st.blobs) {
		return errors.New("it lacks a storage")
	}
	return nil
}
