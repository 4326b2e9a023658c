package container

import "io"

// takeItems reads what kinds of items there are.
func (h *HEIF) takeItems(b box) error {
	head, err := block(h.r, b.from, 4)
	if err != nil {
		return err
	}
	from := b.from + 6
	if head[0] > 0 {
		from += 2
	}
	walk := boxes{r: h.r, at: from, to: b.to}
	for {
		entry, err := walk.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := block(h.r, entry.from, int(min(entry.to-entry.from, 1<<10)))
		if err != nil {
			return err
		}
		n := &numbers{rest: data}
		version, _ := n.full()
		if version < 2 {
			continue // of before HEIF
		}
		item := uint32(n.next(idBytes(version > 2)))
		n.take(2) // protection
		kind := string(n.take(4))
		if n.text(); kind == "mime" {
			kind = n.text()
		}
		h.kinds[item] = kind
	}
}

// takeRelations reads which item belongs to which.
func (h *HEIF) takeRelations(b box) error {
	head, err := block(h.r, b.from, 4)
	if err != nil {
		return err
	}
	id := idBytes(head[0] > 0)
	walk := boxes{r: h.r, at: b.from + 4, to: b.to}
	for {
		entry, err := walk.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := block(h.r, entry.from, int(entry.to-entry.from))
		if err != nil {
			return err
		}
		n := &numbers{rest: data}
		from := uint32(n.next(id))
		for count := n.next(2); count > 0 && !n.short; count-- {
			if len(h.related) == mostItems {
				return ErrTooMuch
			}
			h.related = append(h.related, relation{entry.kind, from, uint32(n.next(id))})
		}
	}
}

// takePlaces reads where the items lie.
func (h *HEIF) takePlaces(n *numbers) error {
	version, _ := n.full()
	sizes := n.next(2)
	offset, length, base, index := int(sizes>>12), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
	if max(offset, length, base, index) > 8 {
		return broken("offsets of %d bytes", max(offset, length, base, index))
	}
	if version == 0 {
		index = 0
	}
	total := 0
	for count := n.next(idBytes(version > 1)); count > 0 && !n.short; count-- {
		item := uint32(n.next(idBytes(version > 1)))
		from := int64(0)
		method := uint64(0)
		if version > 0 {
			method = n.next(2) & 15
		}
		n.take(2)
		start := int64(n.next(base) & (1<<40 - 1))
		if method == 1 {
			from = h.idat.from
		}
		for extents := n.next(2); extents > 0 && !n.short; extents-- {
			if total++; total > mostItems {
				return ErrTooMuch
			}
			n.take(index)
			at := int64(n.next(offset) & (1<<40 - 1))
			e := extent{from + start + at, int64(n.next(length) & (1<<40 - 1))}
			if length == 0 {
				e.length = max(0, h.size-e.at)
			}
			if method > 1 {
				continue // built from other items
			}
			h.places[item] = append(h.places[item], e)
		}
	}
	return nil
}
