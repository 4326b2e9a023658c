package container

// takeProperties reads the items' properties, and which item has which.
func (h *HEIF) takeProperties(b box) error {
	all, err := find(h.r, b.from, b.to, "ipco")
	if err != nil {
		return err
	}
	const front = 64 // bytes, in which all stands that counts
	err = each(h.r, all.from, all.to, front, func(kind string, content []byte) error {
		h.props = append(h.props, append([]byte(kind), content...))
		return nil
	})
	if err != nil {
		return err
	}
	return each(h.r, b.from, b.to, mostMeta, func(kind string, content []byte) error {
		if kind != "ipma" {
			return nil
		}
		return h.takeAssociations(&numbers{rest: content})
	})
}

func (h *HEIF) takeAssociations(n *numbers) error {
	version, flags := n.full()
	for count := n.next(4); count > 0 && !n.short; count-- {
		item := uint32(n.next(idBytes(version > 0)))
		for each := n.next(1); each > 0 && !n.short; each-- {
			index := n.next(1) & 0x7f // the high bit says that it must be understood
			if flags&1 == 1 {
				index = index<<8 | n.next(1)
			}
			if index == 0 || int(index) > len(h.props) {
				continue
			}
			if len(h.of) > mostItems {
				return ErrTooMuch
			}
			h.of[item] = append(h.of[item], int(index)-1)
		}
	}
	return nil
}

// property is a property's content behind its kind.
func (h *HEIF) property(i int) (kind string, n *numbers) {
	return string(h.props[i][:4]), &numbers{rest: h.props[i][4:]}
}

// takeCoding reads how an item is coded.
func (h *HEIF) takeCoding(item uint32) {
	for _, i := range h.of[item] {
		kind, n := h.property(i)
		switch kind {
		case "hvcC": // ISO/IEC 14496-15, 8.3.3.1
			n.take(16)
			h.Chroma = max(h.Chroma, int(n.next(1)&3))
			h.Deep = h.Deep || n.next(1)&7 > 0 || n.next(1)&7 > 0
		case "av1C": // AV1 Codec ISO Media File Format Binding, 2.3.3
			n.take(2)
			h.Deep = h.Deep || n.next(1)&0x40 != 0
		case "colr":
			if string(n.take(4)) == "nclx" {
				n.take(6)
				h.Narrow = h.Narrow || n.next(1)&0x80 == 0
			}
		}
	}
}

// takeSteps reads the main picture's size and what is to be done with it.
func (h *HEIF) takeSteps() {
	for _, i := range h.of[h.main] {
		kind, n := h.property(i)
		switch kind {
		case "ispe":
			n.full()
			h.Width, h.Height = int(n.next(4)), int(n.next(4))
		case "irot": // quarters against the clock
			h.Steps = append(h.Steps, Step{Turn: []int{1, 8, 3, 6}[n.next(1)&3]})
		case "imir": // 0 exchanges top and bottom, 1 left and right
			h.Steps = append(h.Steps, Step{Turn: []int{4, 2}[n.next(1)&1]})
		case "clap":
			if s, ok := h.crop(n); ok {
				h.Steps = append(h.Steps, s)
			}
		}
	}
}

// crop is the clean aperture (ISO/IEC 14496-12, 12.1.4): a width, a height, and where its middle lies from the picture's, as fractions.
func (h *HEIF) crop(n *numbers) (Step, bool) {
	fraction := func() (float64, bool) {
		above, below := int32(n.next(4)), int32(n.next(4))
		return float64(above) / float64(max(below, 1)), below > 0
	}
	width, ok1 := fraction()
	height, ok2 := fraction()
	right, ok3 := fraction()
	down, ok4 := fraction()
	s := Step{Width: int(width), Height: int(height)}
	s.X = int(right + float64(h.Width-s.Width)/2)
	s.Y = int(down + float64(h.Height-s.Height)/2)
	whole := s.Width > 0 && s.Height > 0 && s.X >= 0 && s.Y >= 0 && s.X+s.Width <= h.Width && s.Y+s.Height <= h.Height
	return s, ok1 && ok2 && ok3 && ok4 && whole && !n.short
}

// Shown is the size after all steps.
func (h *HEIF) Shown() (width, height int) {
	width, height = h.Width, h.Height
	for _, s := range h.Steps {
		switch {
		case s.Turn == 0:
			width, height = s.Width, s.Height
		case s.Turn >= 5:
			width, height = height, width
		}
	}
	return width, height
}
