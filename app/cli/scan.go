package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"siamface/model/audit"
	"siamface/model/dataset"
)

// splitSeed draws the split that scan shows: the one of train without --seed.
const splitSeed = 1

func (p *program) scan() *cobra.Command {
	var asJSON, withFaces, quick bool
	c := &cobra.Command{
		Use:   "scan FOLDER",
		Short: "Tell who is in a folder, and what in it can't be used",
		Long: `Tell who is in a folder: people, photos, their sizes, the split, and what was skipped and why.

A person is a folder with photos in it: FOLDER/person/photo, or below folders of FOLDER named Training,
Validation and Testing, which then are the split. Otherwise the split is drawn by person. Folders whose
names differ in letter case or in how accents are stored are one person.

The folder is also audited, and what would make its numbers lie is listed: files that are there twice
(duplicate) and pictures that are, resized, stored anew, brightened or mirrored (near-duplicate), within a
person, under two people or on both sides of the split, which is a leak; people with one photo
(lone-photo); broken files and those that are no photos (unreadable); tiny and huge photos. For that every
picture is read once; --quick leaves it out, and with it near-duplicates and what is broken inside.
Photos below FOLDER that are nobody's, because they lie too deep or beside the people's folders, are
looked through for copies, too; such a finding names nobody.

With --faces, every photo is also searched for faces, which takes a moment each: how many photos have
a face, how many of them several, and which have none. A face that may be none doesn't count. The audit
then also finds folders that are probably one person (same-person).`,
		Example: `  siamface scan faces
  siamface scan faces --faces
  siamface scan faces --quick --json
  siamface scan faces --exclude excluded.txt`,
		Args: takes("FOLDER"),
	}
	c.Flags().BoolVar(&withFaces, "faces", false, "count the photos with faces, list those without, and find folders of one person")
	c.Flags().BoolVar(&quick, "quick", false, "read no pictures: no near-duplicates, nothing that is broken inside")
	excluded := addExclusion(c)
	device := addDevice(c)
	addJSON(c, &asJSON)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := excluded.check(cmd); err != nil {
			return err
		}
		s, err := p.doScan(cmd.Context(), args[0], excluded, scanning{faces: withFaces, quick: quick, device: device.value})
		if err != nil {
			return err
		}
		if asJSON {
			return p.json(s)
		}
		p.sayScanned(s)
		return nil
	}
	return c
}

// scanning is how thoroughly a folder is looked at.
type scanning struct {
	faces, quick bool
	device       string
}

func (p *program) doScan(ctx context.Context, folder string, excluded *exclusion, how scanning) (scanned, error) {
	d, err := p.open(ctx, folder)
	if err != nil {
		return scanned{}, err
	}
	if d, err = p.leaveOut(ctx, d, excluded); err != nil {
		return scanned{}, err
	}
	s, o := scan(d), audit.Options{Decode: !how.quick}
	if how.faces {
		if o.Embeddings, err = p.countFaces(ctx, d, how.device, &s); err != nil {
			return scanned{}, err
		}
	}
	found, err := audit.Run(ctx, d, o, p.auditing)
	p.progress.end()
	s.Findings = found.Findings
	return s, err
}

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

// scan sums up what was found in a folder, with the split as train would draw it.
func scan(d *dataset.Dataset) scanned {
	s := scanned{
		Folder: d.Root, People: len(d.People), Photos: d.Photos(), Published: d.Published, Sizes: sizesOf(d), Understood: d.Understood(),
		Persons: []scannedPerson{}, Skipped: []skippedFile{}, Remarks: []remarkedFile{}, Warnings: append([]string{}, d.Warnings...),
	}
	if err := d.Assign(splitSeed); err != nil {
		s.Warnings = append(s.Warnings, "The folder can't be trained on: "+sentence(err))
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

// open reads a folder.
func (p *program) open(ctx context.Context, folder string) (*dataset.Dataset, error) {
	defer p.progress.end()
	return dataset.Open(ctx, folder, func(done int) { p.progress.count("Looking at photos", done, -1) })
}

// openSaying is open, with remarks where something is odd: how the folder was understood, and what is odd.
func (p *program) openSaying(ctx context.Context, folder string) (*dataset.Dataset, error) {
	d, err := p.open(ctx, folder)
	if err != nil {
		return nil, err
	}
	if len(d.Warnings) > 0 {
		p.remark("%s: %s.", shown(folder), d.Understood())
	}
	for _, warning := range d.Warnings {
		p.remark("Warning: %s", warning)
	}
	return d, nil
}

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

func (p *program) sayScanned(s scanned) {
	p.say("%s", shown(s.Folder))
	p.say("%s, %s, %s, %s in all", people(s.People), count(s.Photos, "photo"), s.Sizes, bytes(s.Sizes.Bytes))
	p.say("Understood as %s.", s.Understood)
	origin := fmt.Sprintf("drawn with seed %d, as train does", splitSeed)
	if s.Published {
		origin = "the folders give the split; validation people are drawn where they give none"
	}
	p.say("%d to train, %d to validate, %d to test (%s)", s.Split.Train, s.Split.Validation, s.Split.Test, origin)
	for _, warning := range s.Warnings {
		p.say("Warning: %s", warning)
	}
	for _, person := range s.Persons {
		p.say("  %-12s %4d  %s", shown(person.Name), person.Photos, person.Split)
	}
	if s.Faces != nil {
		p.sayFaces(*s.Faces)
	}
	p.saySkipped(s.Skipped)
	p.sayRemarks(s.Remarks)
	p.sayFindings(s.Findings)
}

func (p *program) saySkipped(files []skippedFile) {
	if len(files) == 0 {
		p.say("Nothing was skipped.")
		return
	}
	p.say("Skipped %d:", len(files))
	for _, skipped := range files {
		p.say("  %s: %s", shown(skipped.Path), skipped.Reason)
	}
}

func (p *program) sayRemarks(files []remarkedFile) {
	if len(files) == 0 {
		return
	}
	p.say("Read, with a remark, %d:", len(files))
	for _, f := range files {
		p.say("  %s: %s", shown(f.Path), f.Remark)
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
