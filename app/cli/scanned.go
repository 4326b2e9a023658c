package cli

import (
	"fmt"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/format"
)

// splitSeed draws the split that scan shows: the one of train without --seed.
const splitSeed = 1

// scanned is the result of the verb scan.
type scanned struct {
	Folder     string          `json:"folder"`
	People     int             `json:"people"`
	Photos     int             `json:"photos"`
	Published  bool            `json:"published_split"`
	Understood string          `json:"understood"` // how the folder was read, in one line
	Split      splitCounts     `json:"split"`
	Sizes      sizes           `json:"sizes"`
	Persons    []scannedPerson `json:"persons"`
	Skipped    []skippedFile   `json:"skipped"`
	Remarks    []remarkedFile  `json:"remarks"` // photos that are read though something is wrong with their files
	Warnings   []string        `json:"warnings"`
	Findings   []audit.Finding `json:"findings"`
	Faces      *scannedFaces   `json:"faces,omitempty"` // with --faces
}

type splitCounts struct {
	Train      int `json:"train"`
	Validation int `json:"validation"`
	Test       int `json:"test"`
}

// sizes are in pixels, upright, but Bytes, which is all files together.
type sizes struct {
	MinWidth  int   `json:"min_width"`
	MaxWidth  int   `json:"max_width"`
	MinHeight int   `json:"min_height"`
	MaxHeight int   `json:"max_height"`
	Bytes     int64 `json:"bytes"`
}

type scannedPerson struct {
	Name   string        `json:"name"`
	Photos int           `json:"photos"`
	Split  dataset.Split `json:"split"`
}

type skippedFile struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

type remarkedFile struct {
	Path   string `json:"path"`
	Remark string `json:"remark"`
}

// scannedFaces is what the verb scan counts with --faces. A face that may be none doesn't count.
type scannedFaces struct {
	PhotosWith int      `json:"photos_with"` // at least one face
	Several    int      `json:"several"`     // of those, with more than one
	Without    []string `json:"without"`     // below the folder
}

// sumUp sums up what was found in a folder, with the split as train would draw it.
func sumUp(d *dataset.Dataset) scanned {
	s := scanned{
		Folder: d.Root, People: len(d.People), Photos: d.Photos(), Published: d.Published, Sizes: sizesOf(d), Understood: d.Understood(),
		Persons: []scannedPerson{}, Skipped: []skippedFile{}, Remarks: []remarkedFile{}, Warnings: append([]string{}, d.Warnings...),
	}
	if err := d.Assign(splitSeed); err != nil {
		s.Warnings = append(s.Warnings, "The folder can't be trained on: "+endSentence(err))
	}
	s.Split = splitCounts{d.Count(dataset.Train), d.Count(dataset.Validation), d.Count(dataset.Test)}
	for _, person := range d.People {
		s.Persons = append(s.Persons, scannedPerson{person.Name, len(person.Photos), person.Split})
	}
	for _, skipped := range d.Skipped {
		s.Skipped = append(s.Skipped, skippedFile(skipped))
	}
	for _, photo := range dataset.PhotosOf(d.People) {
		if photo.Remark != "" {
			s.Remarks = append(s.Remarks, remarkedFile{photo.Path, photo.Remark})
		}
	}
	return s
}

// sizesOf is the range of the photos' sizes.
func sizesOf(d *dataset.Dataset) sizes {
	var s sizes
	for _, photo := range dataset.PhotosOf(d.People) {
		if s.MaxWidth == 0 {
			s.MinWidth, s.MinHeight = photo.Width, photo.Height
		}
		s.MinWidth, s.MaxWidth = min(s.MinWidth, photo.Width), max(s.MaxWidth, photo.Width)
		s.MinHeight, s.MaxHeight = min(s.MinHeight, photo.Height), max(s.MaxHeight, photo.Height)
		s.Bytes += photo.Bytes
	}
	return s
}

// addPhoto counts a photo with so many faces.
func (f *scannedFaces) addPhoto(path string, faces int) {
	if faces == 0 {
		f.Without = append(f.Without, path)
		return
	}
	f.PhotosWith++
	if faces > 1 {
		f.Several++
	}
}

// sayScanned says who is in a folder, and what in it can't be used.
func sayScanned(t *terminal, s scanned) {
	t.say("%s", showName(s.Folder))
	t.say("%s, %s, %s, %s in all", countPeople(s.People), countNoun(s.Photos, "photo"), s.Sizes, format.Bytes(s.Sizes.Bytes))
	t.say("Understood as %s.", s.Understood)
	origin := fmt.Sprintf("drawn with seed %d, as train does", splitSeed)
	if s.Published {
		origin = "the folders give the split; validation people are drawn where they give none"
	}
	t.say("%d to train, %d to validate, %d to test (%s)", s.Split.Train, s.Split.Validation, s.Split.Test, origin)
	for _, warning := range s.Warnings {
		t.say("Warning: %s", warning)
	}
	for _, person := range s.Persons {
		t.say("  %-12s %4d  %s", showName(person.Name), person.Photos, person.Split)
	}
	if s.Faces != nil {
		sayFaces(t, *s.Faces)
	}
	saySkipped(t, s.Skipped)
	sayRemarks(t, s.Remarks)
	sayFindings(t, s.Findings)
}

func saySkipped(t *terminal, files []skippedFile) {
	if len(files) == 0 {
		t.say("Nothing was skipped.")
		return
	}
	t.say("Skipped %d:", len(files))
	for _, skipped := range files {
		t.say("  %s: %s", showName(skipped.Path), skipped.Reason)
	}
}

func sayRemarks(t *terminal, files []remarkedFile) {
	if len(files) == 0 {
		return
	}
	t.say("Read, with a remark, %d:", len(files))
	for _, f := range files {
		t.say("  %s: %s", showName(f.Path), f.Remark)
	}
}

// String is one size, or the range from the least to the greatest.
func (s sizes) String() string {
	least := fmt.Sprintf("%d×%d", s.MinWidth, s.MinHeight)
	if s.MinWidth == s.MaxWidth && s.MinHeight == s.MaxHeight {
		return least + " pixels"
	}
	return fmt.Sprintf("from %s to %d×%d pixels", least, s.MaxWidth, s.MaxHeight)
}

func sayFaces(t *terminal, f scannedFaces) {
	t.say("Faces: %s with one, %d with several, %d without", countNoun(f.PhotosWith-f.Several, "photo"), f.Several, len(f.Without))
	for _, path := range f.Without {
		t.say("  %s: no face was found", showName(path))
	}
}
