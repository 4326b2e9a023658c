package session

import (
	"siamface/model/audit"
	"siamface/model/dataset"
)

// Folder is the open folder of faces.
type Folder struct {
	Whole    *dataset.Dataset // nil: none is open
	Data     *dataset.Dataset // the same without the files that are left out: what is worked with
	Excluded *audit.Exclusions
	Leaks    int // findings of the audit that stand on both sides of the split

	Opened       Listeners // another folder is open
	SplitChanged Listeners // somebody was put into another split, or files were left out or put back
	SplitDrawn   Listeners // the split was drawn anew
	LeftOut      Listeners // files were left out or put back
	LeaksCounted Listeners

	settings Settings
}

// Open makes a folder the open one, without the files that were left out of it before.
func (f *Folder) Open(d *dataset.Dataset, excluded *audit.Exclusions) {
	f.Whole, f.Excluded, f.Data = d, excluded, d.Without(excluded.Files())
	f.settings.addRecent(d.Root)
	f.Opened.notify()
}

// LeaveOut leaves files of the folder out, or takes them in again, and remembers it. The folder itself isn't changed.
func (f *Folder) LeaveOut(out bool, files ...string) error {
	if out {
		if err := f.Excluded.Add(files...); err != nil {
			return err
		}
	} else {
		f.Excluded.Remove(files...)
	}
	f.Data = f.Whole.Without(f.Excluded.Files())
	f.SplitChanged.notify()
	f.copySplits()
	f.LeftOut.notify()
	return rememberExcluded(f.Whole.Root, f.Excluded)
}

// SetSplit puts a person into a split, to stay there whatever is drawn or left out.
func (f *Folder) SetSplit(name string, split dataset.Split) error {
	if err := f.Whole.SetSplit(name, split); err != nil {
		return err
	}
	_ = f.Data.SetSplit(name, split) // who is left out as a whole isn't there
	f.SplitChanged.notify()
	return nil
}

// DrawSplit draws the split that a seed gives. The error says why the folder can't be split.
func (f *Folder) DrawSplit(seed uint64) error {
	err := f.Data.Assign(seed)
	f.copySplits()
	f.SplitDrawn.notify()
	return err
}

// copySplits shows in the whole folder the splits drawn among those who aren't left out; both are in one order.
func (f *Folder) copySplits() {
	people := f.Whole.People
	for _, who := range f.Data.People {
		for people[0].Name != who.Name {
			people = people[1:]
		}
		people[0].Split = who.Split
	}
}

// CountLeaks says how many findings stand on both sides of the split.
func (f *Folder) CountLeaks(n int) {
	f.Leaks = n
	f.LeaksCounted.notify()
}

// CountUsed counts the photos of a person that aren't left out.
func (f *Folder) CountUsed(who dataset.Person) int {
	n := 0
	for _, ph := range who.Photos {
		if !f.Excluded.Has(ph.Path) {
			n++
		}
	}
	return n
}

// FindPhoto is the photo of that path in the folder.
func (f *Folder) FindPhoto(file string) (dataset.Photo, bool) {
	for _, who := range f.Whole.People {
		for _, ph := range who.Photos {
			if ph.Path == file {
				return ph, true
			}
		}
	}
	return dataset.Photo{}, false
}
