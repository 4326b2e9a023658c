package window

import (
	"fmt"
	"path/filepath"
	"testing"

	"siamface/model/gallery/filestore"
	"siamface/model/gallery/store"
	"siamface/model/group"
)

func TestCommonFolder(t *testing.T) {
	at := filepath.FromSlash
	for _, c := range []struct {
		files []string
		want  string
	}{
		{[]string{"/a/b/1.jpg"}, "/a/b"},
		{[]string{"/a/b/1.jpg", "/a/b/2.jpg"}, "/a/b"},
		{[]string{"/a/b/1.jpg", "/a/bc/2.jpg"}, "/a"},
		{[]string{"/a/b/c/1.jpg", "/a/2.jpg", "/a/b/..3.jpg"}, "/a"},
		{[]string{"/a/1.jpg", "/b/2.jpg"}, "/"},
	} {
		for i, f := range c.files {
			c.files[i] = at(f)
		}
		if got := commonFolder(c.files); got != at(c.want) {
			t.Errorf("%q: %s, want %s", c.files, got, c.want)
		}
	}
}

// Photos go from people to strangers and back, to each other and to people of their own; none is lost.
func TestGroupsEdited(t *testing.T) {
	w := pretend(t)
	p := w.gallery.groups
	box := [4]float64{0, 0, 1, 1}
	who := func(name string, files ...string) group.Person {
		made := group.Person{Name: name, Files: files}
		for range files {
			made.Boxes = append(made.Boxes, box)
		}
		return made
	}
	p.root, p.strangers = t.TempDir(), who("", "x", "y")
	p.people = []group.Person{who("Ann", "a", "b", "c"), who("Bo", "d")}
	p.showPeople(0)
	check := func(step, want string) {
		t.Helper()
		got := ""
		for i := range p.count() {
			line, _ := p.get(i)
			got += fmt.Sprintf("%s%v ", line.Name, line.Files)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", step, got, want)
		}
	}
	if !p.splitButton.Disabled() || !p.moveButton.Disabled() || !p.rejectButton.Disabled() || p.rename.Disabled() {
		t.Error("what takes a photo is offered without one, or what takes a person isn't")
	}
	p.grid.Select(1)
	if p.splitButton.Disabled() || p.moveButton.Disabled() || p.rejectButton.Disabled() {
		t.Error("what takes a photo isn't offered")
	}
	p.rejectPhotos()
	check("rejected", "Ann[a c] Bo[d] [x y b] ")

	p.list.Select(2)
	if !p.rename.Disabled() || !p.merge.Disabled() {
		t.Error("strangers can be renamed or merged")
	}
	p.grid.Select(0)
	if !p.rejectButton.Disabled() {
		t.Error("strangers can be rejected")
	}
	p.splitPhotos()
	check("a person of a stranger", "Ann[a c] Bo[d] person-3[x] [y b] ")

	p.list.Select(3)
	p.showPeople(p.move(3, []int{1}, 0))
	check("moved to Ann", "Ann[a c b] Bo[d] person-3[x] [y] ")

	p.list.Select(1)
	p.showPeople(p.move(1, []int{0}, 2))
	check("the last photo moved", "Ann[a c b] person-3[x d] [y] ")

	p.list.Select(2)
	p.grid.Select(0)
	p.showPeople(p.move(2, []int{0}, 1))
	check("no stranger left", "Ann[a c b] person-3[x d y] ")
	if p.list.Selected() != 1 {
		t.Errorf("line %d is selected", p.list.Selected())
	}
}

// TestGalleryChangedByOthers enrols people as the command line would, while the window has the gallery open: coming back to the tab, or to
// the window, shows it.
func TestGalleryChangedByOthers(t *testing.T) {
	w := pretend(t)
	path := filepath.Join(t.TempDir(), "people.gallery")
	ctx := t.Context()
	other, err := filestore.Open(ctx, path, filestore.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	f := w.gallery.file
	f.asked = true
	f.open(path)
	pump(t, func() bool { return f.gallery != nil && f.cancel == nil })
	for i, back := range []func(){func() { w.selectTab(tabGallery) }, w.work.returned} {
		name := fmt.Sprint("Ann ", i)
		photo := store.Photo{Person: name, Path: name, SHA256: name, Box: [4]float64{0, 0, 1, 1}, Length: 5, Embedding: []float32{1, 0}}
		if _, err := other.Add(ctx, store.Network{Name: "test", Size: 2}, []store.Photo{photo}); err != nil {
			t.Fatal(err)
		}
		back()
		pump(t, func() bool { return len(f.people) == i+1 && f.people[i].Name == name })
	}
}
