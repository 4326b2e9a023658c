package window

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"siamface/app/session"
	"siamface/model/gallery"
	"siamface/model/group"
	"siamface/model/realdata"
)

// TestWindowGallery drives the Gallery tab of a fresh window with the face networks.
func TestWindowGallery(t *testing.T) {
	weights := realdata.Faces(t)
	people(t)
	inWindow(t, "TestRealGallery", weights)
}

// TestRealGallery drops loose photos, which are put together, enrols the people found, and drops photos of known people and of strangers.
func TestRealGallery(t *testing.T) {
	h := takeHold(t, "TestWindowGallery")
	g, photos := h.w.gallery, filepath.Join(people(t), "..")
	h.must(h.x.Resize(session.LeastWidth, session.LeastHeight))
	h.wait("a model", time.Minute, func() bool { return h.w.Models.Current != nil })
	h.tab(tabGallery)
	h.shot("gallery-empty")

	h.tab(tabDataset)
	many, loose := h.w.verification.many, h.looseFolder(photos)
	h.drop(h.w.tabs, loose)
	h.wait("compared", time.Minute, func() bool {
		return h.w.tabs.Selected() == tabVerification && many.cancel == nil && len(many.paths) == 7
	})
	h.shot("verification-loose")
	h.must(h.x.Resize(600, 380))
	h.wait("small", 5*time.Second, func() bool { return int(h.w.win.Canvas().Size().Width) == 600 })
	h.shot("verification-loose-600x380")
	h.must(h.x.Resize(session.LeastWidth, session.LeastHeight))
	h.wait("large", 5*time.Second, func() bool { return int(h.w.win.Canvas().Size().Width) == session.LeastWidth })
	h.still()
	h.click(many.group)
	h.wait("put together", time.Minute, func() bool { return h.w.tabs.Selected() == tabGallery && g.groups.content.Visible() })
	h.checkGroups()
	h.shot("gallery-groups")
	h.inChineseAndDark("gallery-groups")
	ui(func() bool {
		g.groups.people = group.Rename(g.groups.people, 0, "Barack")
		g.groups.showPeople(0)
		return true
	})
	h.click(g.groups.enrol)
	h.wait("enrolled", time.Minute, func() bool { return g.file.cancel == nil && len(g.file.people) == 3 })
	h.shot("gallery-people")

	h.drop(h.w.tabs, people(t))
	h.wait("everybody", time.Minute, func() bool { return g.file.cancel == nil && len(g.file.people) > 6 })
	h.click(g.person)
	h.shot("gallery-actions")
	h.key("Escape")

	h.ask(filepath.Join(photos, "groups", "obama-and-biden.jpg"), gallery.Known, "gallery-known")
	h.inChineseAndDark("gallery-known")
	h.ask(filepath.Join(photos, "groups", "bbt2.jpg"), gallery.Unknown, "gallery-unknown")
	h.must(h.x.Resize(600, 380))
	h.wait("small", 5*time.Second, func() bool { return int(h.w.win.Canvas().Size().Width) == 600 })
	h.shot("gallery-unknown-600x380")
	h.must(h.x.Resize(session.LeastWidth, session.LeastHeight))
	h.wait("large", 5*time.Second, func() bool { return int(h.w.win.Canvas().Size().Width) == session.LeastWidth })
	h.still()
	h.click(g.asked.back)
	h.wait("back", 5*time.Second, func() bool { return !g.asked.isOpen() && g.photos.Visible() })
	if info, err := os.Stat(ui(func() string { return g.file.path })); err != nil || info.Mode().Perm() != 0o600 {
		h.Errorf("the gallery's file: %v, %v", info, err)
	}
}

// looseFolder is a flat folder of photos of three people, each on more than one.
func (h *hand) looseFolder(photos string) string {
	dir := h.TempDir()
	for i, name := range []string{"people/barack-obama/1.jpg", "people/barack-obama/4.jpg", "people/kit-harington/1.jpg", "people/kit-harington/2.jpg", "people/joe-biden/2.jpg", "groups/obama-and-biden.jpg", "groups/kit-with-rose.jpg"} {
		data, err := os.ReadFile(filepath.Join(photos, filepath.FromSlash(name)))
		h.must(err)
		h.must(os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.jpg", i+1)), data, 0o600))
	}
	return dir
}

// checkGroups compares the people found with who is on the photos.
func (h *hand) checkGroups() {
	found := map[string]bool{}
	for _, p := range ui(func() []group.Person { return h.w.gallery.groups.people }) {
		found[fmt.Sprint(p.Files)] = true
	}
	if len(found) != 3 || !found["[1.jpg 2.jpg 6.jpg]"] || !found["[3.jpg 4.jpg 7.jpg]"] || !found["[5.jpg 6.jpg]"] {
		h.Errorf("people found: %v", found)
	}
}

// ask drops a photo on the Gallery tab and waits for the verdict on its main face.
func (h *hand) ask(path string, want gallery.Verdict, name string) {
	a := h.w.gallery.asked
	h.drop(h.w.tabs, path)
	h.wait("answered", time.Minute, func() bool { return a.path == path && a.answer != nil })
	if got := ui(func() gallery.Verdict { return a.answer.faces[a.chosen].Verdict }); got != want {
		h.Errorf("%s: %s, want %s", filepath.Base(path), got, want)
	}
	h.shot(name)
}
