package container

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
	return each(h.r, from, b.to, 1<<10, func(_ string, content []byte) error {
		n := &numbers{rest: content}
		version, _ := n.full()
		if version < 2 {
			return nil // of before HEIF
		}
		item := uint32(n.next(idBytes(version > 2)))
		n.take(2) // protection
		kind := string(n.take(4))
		if n.text(); kind == "mime" {
			kind = n.text()
		}
		h.kinds[item] = kind
		return nil
	})
}

// takeRelations reads which item belongs to which.
func (h *HEIF) takeRelations(b box) error {
	head, err := block(h.r, b.from, 4)
	if err != nil {
		return err
	}
	id := idBytes(head[0] > 0)
	return each(h.r, b.from+4, b.to, mostMeta, func(kind string, content []byte) error {
		n := &numbers{rest: content}
		from := uint32(n.next(id))
		for count := n.next(2); count > 0 && !n.short; count-- {
			if len(h.related) == mostItems {
				return ErrTooMuch
			}
			h.related = append(h.related, relation{kind, from, uint32(n.next(id))})
		}
		return nil
	})
}

// takePlaces reads where the items lie.
func (h *HEIF) takePlaces(n *numbers) error {
	p := placeReader{numbers: n}
	p.version, _ = n.full()
	sizes := n.next(2)
	p.offset, p.length, p.base, p.index = int(sizes>>12), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
	if most := max(p.offset, p.length, p.base, p.index); most > 8 {
		return broken("offsets of %d bytes", most)
	}
	if p.version == 0 {
		p.index = 0
	}
	for count := n.next(idBytes(p.version > 1)); count > 0 && !n.short; count-- {
		item, extents := p.item(h)
		if p.total > mostItems {
			return ErrTooMuch
		}
		h.places[item] = append(h.places[item], extents...)
	}
	return nil
}

// placeReader reads items' places, whose numbers have the lengths that are told before them.
type placeReader struct {
	*numbers
	version, offset, length, base, index int
	total                                int // extents
}

// item reads one item's. One that is built from other items has no place.
func (p *placeReader) item(h *HEIF) (item uint32, extents []extent) {
	const most = 1<<40 - 1
	item = uint32(p.next(idBytes(p.version > 1)))
	method, start := uint64(0), int64(0)
	if p.version > 0 {
		method = p.next(2) & 15
	}
	p.take(2)
	if start = int64(p.next(p.base) & most); method == 1 {
		start += h.idat.from
	}
	for count := p.next(2); count > 0 && !p.short && p.total <= mostItems; count-- {
		p.total++
		p.take(p.index)
		e := extent{at: start + int64(p.next(p.offset)&most)}
		if e.length = int64(p.next(p.length) & most); p.length == 0 {
			e.length = max(0, h.size-e.at)
		}
		if method < 2 {
			extents = append(extents, e)
		}
	}
	return item, extents
}
