package container

import (
	"io"
	"maps"
	"slices"

	"siamface/model/photo/exif"
)

// HEIF is what the boxes of a HEIC or AVIF tell of its main picture (ISO/IEC 23008-12).
type HEIF struct {
	Width, Height int  // as it is coded
	AVIF          bool // else HEVC
	Deep          bool // of more than 8 bits a sample
	Chroma        int  // as in HEVC: 0 none, 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4
	Alpha         bool // there is a plane of its own, perhaps
	Narrow        bool // luma is 16 to 235, as in video
	Steps         []Step
	Orientation   int // by EXIF or XMP; it counts only without Steps that turn

	r       io.ReaderAt
	size    int64
	idat    box
	main    uint32
	kinds   map[uint32]string // of the items
	places  map[uint32][]extent
	props   [][]byte // each with its kind before it
	of      map[uint32][]int
	related []relation
}

// Step is something to be done with the coded picture, one after the other: a crop, or a turn or mirror in EXIF's terms.
type Step struct {
	Turn                int // 1 to 8; 0 for a crop
	X, Y, Width, Height int
}

type extent struct{ at, length int64 }

type relation struct {
	kind     string
	from, to uint32
}

const (
	mostMeta  = 8 << 20 // bytes
	mostItems = 1 << 14
)

// ReadHEIF reads the boxes of a file of that size.
func ReadHEIF(r io.ReaderAt, size int64) (*HEIF, error) {
	h := &HEIF{r: r, size: size, kinds: map[uint32]string{}, places: map[uint32][]extent{}, of: map[uint32][]int{}}
	meta, err := find(r, 0, size, "meta")
	if err != nil {
		return nil, err
	}
	if meta.kind == "" {
		if moov, err := find(r, 0, size, "moov"); err == nil && moov.kind != "" {
			return nil, Unsupported("HEIF of moving pictures")
		}
		return nil, ErrCutOff
	}
	if meta.to-meta.from > mostMeta {
		return nil, ErrTooMuch
	}
	walk := boxes{r: r, at: meta.from + 4, to: meta.to}
	for {
		b, err := walk.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if err := h.takeBox(b); err != nil {
			return nil, err
		}
	}
	return h, h.check()
}

func (h *HEIF) takeBox(b box) error {
	switch b.kind {
	case "idat":
		h.idat = b
	case "iprp":
		return h.takeProperties(b)
	case "pitm", "iinf", "iref", "iloc":
		data, err := block(h.r, b.from, int(b.to-b.from))
		if err != nil {
			return err
		}
		n := &numbers{rest: data}
		switch b.kind {
		case "pitm":
			version, _ := n.full()
			h.main = uint32(n.next(idBytes(version > 0)))
		case "iinf":
			return h.takeItems(b)
		case "iref":
			return h.takeRelations(b)
		case "iloc":
			return h.takePlaces(n)
		}
	}
	return nil
}

func idBytes(long bool) int {
	if long {
		return 4
	}
	return 2
}

// check looks up the main picture.
func (h *HEIF) check() error {
	kind, ok := h.kinds[h.main]
	if !ok {
		return broken("no main picture")
	}
	for _, r := range h.related {
		h.Alpha = h.Alpha || r.kind == "auxl"
		if kind == "grid" && r.kind == "dimg" && r.from == h.main {
			kind = h.kinds[r.to]
			h.takeCoding(r.to)
		}
	}
	h.takeCoding(h.main)
	switch kind {
	case "hvc1", "hev1":
	case "av01":
		h.AVIF = true
	case "jpeg", "mjpg":
		return Unsupported("JPEG in HEIF")
	case "j2k1":
		return Unsupported("JPEG 2000 in HEIF")
	default:
		return Unsupported("HEIF of an unusual coding")
	}
	if h.takeSteps(); h.Width <= 0 || h.Height <= 0 {
		return broken("no size of the main picture")
	}
	h.Orientation = h.notes()
	return h.checkPlace()
}

// checkPlace tells a file that ends before its main picture does.
func (h *HEIF) checkPlace() error {
	items := []uint32{h.main}
	for _, r := range h.related {
		if r.kind == "dimg" && r.from == h.main {
			items = append(items, r.to)
		}
	}
	for _, item := range items {
		for _, e := range h.places[item] {
			if e.at+e.length > h.size {
				return ErrCutOff
			}
		}
	}
	return nil
}

// notes is the orientation that EXIF tells, else XMP. Those items describe the main picture, as nearly every file has them.
func (h *HEIF) notes() int {
	found, count := exif.Unknown, 0
	for _, item := range slices.Sorted(maps.Keys(h.kinds)) {
		kind := h.kinds[item]
		if kind != "Exif" && kind != "application/rdf+xml" || !h.describesMain(item) || count == mostNotes {
			continue
		}
		count++
		data := h.content(item)
		if kind != "Exif" {
			if o := exif.InXMP(data); found == exif.Unknown {
				found = o
			}
			continue
		}
		n := &numbers{rest: data}
		n.take(int(min(n.next(4), uint64(len(data))))) // up to the block itself
		if o := exif.Orientation(n.rest); o != exif.Unknown {
			return o
		}
	}
	return found
}

func (h *HEIF) describesMain(item uint32) bool {
	other := false
	for _, r := range h.related {
		if r.kind == "cdsc" && r.from == item {
			if r.to == h.main {
				return true
			}
			other = true
		}
	}
	return !other
}

// content is an item's, as much as a note may hold.
func (h *HEIF) content(item uint32) []byte {
	var out []byte
	for _, e := range h.places[item] {
		data, err := readAt(h.r, make([]byte, min(e.length, mostNote-int64(len(out)))), e.at)
		if err != nil {
			break
		}
		out = append(out, data...)
	}
	return out
}
