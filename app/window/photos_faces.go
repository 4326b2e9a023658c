package window

import (
	"context"
	"errors"
	"image"
	"slices"

	"siamface/model/face"
	"siamface/model/photo"
	"siamface/widgets"
)

// noFaceFound is why there is no aligned face of a photo.
const noFaceFound = widgets.Absent("no face")

// chip is the aligned face of a photo. It runs off Fyne's goroutine.
func (f *faceFinder) chip(ctx context.Context, path string) (image.Image, error) {
	networks, err := f.networks()
	if err != nil {
		return nil, err
	}
	d, err := networks.DescribePath(ctx, f.cache, path, true)
	switch _, bad := errors.AsType[*photo.Error](err); {
	case bad:
		return nil, reason(photo.Reason(err))
	case err != nil:
		return nil, err
	case slices.Contains(d.Face.Quality, face.NoFace):
		return nil, noFaceFound
	}
	return d.Chip, nil
}

// thumbReason says why there is no thumbnail.
func (s *state) thumbReason(err error) string {
	if errors.Is(err, noFaceFound) {
		return s.t("quality.noface")
	}
	return s.translated(err.Error())
}

// pictureName tells apart all pictures of the open folder that the grid may show.
func (p *photosPane) pictureName(i int) string {
	name := "photo "
	if p.aligned.Load() {
		name = "face "
	}
	if i < len(p.items) {
		name += p.items[i].Path
	}
	return name
}

// allowFaces lets the user choose what needs the face networks, or not.
func (p *photosPane) allowFaces(possible bool) {
	if possible {
		p.kind.Enable()
		p.only.Enable()
		return
	}
	p.kind.Disable()
	p.only.Disable()
	if p.aligned.Load() {
		p.kind.Pick(0)
		p.showAligned(false)
	}
}

// showAligned shows the photos' aligned faces, or the whole photos.
func (p *photosPane) showAligned(aligned bool) {
	if p.aligned.Load() != aligned {
		p.grid.Rename(func() { p.aligned.Store(aligned) })
	}
}

// clear forgets the photos of a folder and what was chosen of them.
func (p *photosPane) clear() {
	p.wanted = anyFaces
	p.only.Pick(int(anyFaces))
	p.grid.SetItems(0, nil)
	p.items = nil
	p.grid.Forget() // another folder may have photos of the same names
}

// pickFaces shows the photos of a kind. Where no faces have been looked for, they are now.
func (p *photosPane) pickFaces(k faceKind) {
	p.wanted = k
	if p.t.w.whole == nil {
		return
	}
	if f := p.t.finder; k != anyFaces && len(f.notes) == 0 && !f.running {
		p.t.findFaces()
	}
	p.show(p.people)
}

// notesChanged shows what is newly known of the photos. Those that are shown already stay where they are.
func (p *photosPane) notesChanged() {
	if p.wanted == anyFaces || p.t.w.whole == nil {
		p.grid.Update()
		return
	}
	items := p.chosen()
	switch old := len(p.items); {
	case old <= len(items) && slices.Equal(p.items, items[:old]):
		p.setItems(items)
		if old < len(items) {
			p.grid.Extend(len(items))
		}
		p.writeTitle()
	default:
		p.show(p.people)
	}
}

// badge is the word over a photo's thumbnail.
func (p *photosPane) badge(i int) string {
	if i >= len(p.items) {
		return ""
	}
	if p.t.w.excluded.Has(p.items[i].Path) {
		return p.t.w.t("badge.leftout")
	}
	if n, known := p.t.finder.notes[p.items[i].Path]; known {
		return p.t.w.badge(n)
	}
	return ""
}

// countText counts the photos shown, and all where some are left out.
func (p *photosPane) countText() string {
	all, used := 0, 0
	for _, i := range p.people {
		all += len(p.t.w.whole.People[i].Photos)
		used += p.t.w.use(p.t.w.whole.People[i])
	}
	text := p.t.w.n("count.photos", all)
	if p.wanted != anyFaces {
		text = p.t.w.t("photos.some", grouped(len(p.items)), text)
	}
	if used < all {
		text = p.t.w.t("list", text, p.t.w.n("findings.leftout", all-used))
	}
	return text
}
