// Package audit looks for what makes the numbers of a folder of faces lie, before anything is trained on it: the same picture
// twice, two folders of one person, people with one photo, and files that are broken or of an odd size. A picture on both
// sides of the split is a leak: the model is tested on what it has learnt.
//
// Nothing is changed in the folder. What is to be left out is a list of its own: see Exclusions and dataset.Without.
package audit

import (
	"context"
	"fmt"
	"slices"

	"siamface/model/dataset"
	"siamface/model/language"
	"siamface/model/sample"
)

// Kind is what was found.
type Kind string

// The kinds, in the order in which findings are listed.
const (
	Duplicate     Kind = "duplicate"      // files of the same bytes
	NearDuplicate Kind = "near-duplicate" // one picture in several sizes, encodings, brightnesses, or mirrored
	SamePerson    Kind = "same-person"    // two folders that are probably one person
	LonePhoto     Kind = "lone-photo"     // a person with one photo, who makes no genuine pair
	Unreadable    Kind = "unreadable"     // broken, or no photo, in a person's folder
	Tiny          Kind = "tiny"           // narrower or lower than TinySide
	Huge          Kind = "huge"           // of more than HugePixels, or too large to be read at all
)

// Kinds are all kinds in the order in which findings are listed.
var Kinds = []Kind{Duplicate, NearDuplicate, SamePerson, LonePhoto, Unreadable, Tiny, Huge}

const (
	// TinySide is the width and height in pixels from which on a photo isn't tiny.
	TinySide = 30
	// HugePixels is the width × height above which a photo is huge.
	HugePixels = 50_000_000
)

// Finding is one thing that somebody should look at.
type Finding struct {
	Kind   Kind     `json:"kind"`
	Files  []string `json:"files"`  // below the folder, with slashes, in the order of the people, those that are nobody's last
	People []string `json:"people"` // whose files they are; never nil
	Detail string   `json:"detail"` // an English sentence

	Leak     bool   `json:"-"` // the people are in different splits
	Strays   int    `json:"-"` // how many of the files are nobody's, and so not used
	Mirrored bool   `json:"-"` // one of the pictures is the others' mirror image
	Reason   string `json:"-"` // why an unreadable file is that, as photo.Reason says it
}

// Used are the files that are somebody's.
func (f Finding) Used() []string { return f.Files[:len(f.Files)-f.Strays] }

// Copies are the files to leave out so that of one picture's copies the first that is somebody's remains.
func (f Finding) Copies() []string {
	if used := f.Used(); len(used) > 1 && (f.Kind == Duplicate || f.Kind == NearDuplicate) {
		return used[1:]
	}
	return nil
}

// Options say what is looked for beyond what headers and bytes show.
type Options struct {
	// Decode reads every picture: it finds near-duplicates, and photos that are broken behind their header.
	Decode bool
	// Embeddings of the recipe face, by file, find two folders of one person; photos that show no face have none. Without
	// any, nobody looks.
	Embeddings map[string][]float32
}

// Stage is a part of the work.
type Stage string

// The stages in their order.
const (
	Hashing   Stage = "hashing"   // files that share their size with another
	Decoding  Stage = "decoding"  // each picture once
	Comparing Stage = "comparing" // all pairs of pictures, then of people
)

// Audit is what was found.
type Audit struct {
	Findings []Finding // never nil
	Crowded  int       // photos that look like so many others that they were compared with MostCompared of them alone

	broken []dataset.Skipped // found by reading or decoding
	groups []group           // duplicates and near-duplicates
	strays map[string]bool   // files that are nobody's
	pairs  []samePair
}

// Quick is Run without decoding: it reads no more than the files that share their size with another.
func Quick(ctx context.Context, d *dataset.Dataset, progress func(stage Stage, done, total int)) (Audit, error) {
	return Run(ctx, d, Options{}, progress)
}

// Run looks at a folder whose split is drawn already, if leaks are to be told. progress, which may be nil, is called from one
// goroutine at a time. The error is that of ctx, or about the embeddings: what can't be read is a finding.
func Run(ctx context.Context, d *dataset.Dataset, o Options, progress func(stage Stage, done, total int)) (Audit, error) {
	if progress == nil {
		progress = func(Stage, int, int) {}
	}
	var a Audit
	photos := listPhotos(d)
	strays, err := listStrays(ctx, d)
	if err != nil {
		return a, err
	}
	a.strays = map[string]bool{}
	for _, s := range strays {
		a.strays[s.Path] = true
	}
	photos = append(photos, strays...)
	same, broken, err := groupSameBytes(ctx, photos, progress)
	if err != nil {
		return a, err
	}
	a.groups, a.broken = same, broken
	if o.Decode {
		photos = readHeaders(photos)
		near, broken, crowded, err := groupSamePictures(ctx, leaveOutCopies(photos, same, broken), progress)
		if err != nil {
			return a, err
		}
		a.groups = append(a.groups, addCopies(near, same)...)
		a.broken = append(a.broken, broken...)
		a.Crowded = crowded
	}
	return a.ComparePeople(ctx, d, o.Embeddings)
}

// ComparePeople is For with the folders of one person that embeddings find, as in Options. The error is that of Run.
func (a Audit) ComparePeople(ctx context.Context, d *dataset.Dataset, embeddings map[string][]float32) (Audit, error) {
	if sample.IsDrawn(d.Root) {
		embeddings = nil // which can't tell drawings apart
	}
	var err error
	if a.pairs, err = findSamePeople(ctx, d, embeddings); err != nil {
		return a, err
	}
	return a.For(d), nil
}

// For is the same audit told anew, for the folder with another split or with files left out: nothing is read again.
func (a Audit) For(d *dataset.Dataset) Audit {
	where := findPlaces(d, a.strays)
	findings := []Finding{}
	for _, kind := range []Kind{Duplicate, NearDuplicate} {
		for _, g := range a.groups {
			if g.kind == kind {
				findings = append(findings, where.describeGroup(g)...)
			}
		}
	}
	findings = append(findings, where.describeSamePeople(d, a.pairs)...)
	findings = append(findings, findByHeader(d)...)
	for _, s := range a.broken {
		if p, ok := where[s.Path]; ok && !p.stray {
			findings = append(findings, reportUnreadable(s.Path, s.Reason, p.person))
		}
	}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return slices.Index(Kinds, a.Kind) - slices.Index(Kinds, b.Kind)
	})
	a.Findings = findings
	return a
}

// Copies are the files to leave out so that of each group of byte-identical files the first that is somebody's remains.
func (a Audit) Copies() []string {
	var files []string
	for _, f := range a.Findings {
		if f.Kind == Duplicate {
			files = append(files, f.Copies()...)
		}
	}
	return files
}

// Warnings are sentences on the copies that make a test lie: those in two splits, and those under two people.
func (a Audit) Warnings() []string {
	leaks, mixed := 0, 0
	for _, f := range a.Findings {
		switch {
		case f.Kind != Duplicate && f.Kind != NearDuplicate:
		case f.Leak:
			leaks++
		case len(f.People) > 1:
			mixed++
		}
	}
	var warnings []string
	if leaks > 0 {
		warnings = append(warnings, fmt.Sprintf("Leak: %s on more than one side of the split, so that the numbers flatter the model.", countPictures(leaks)))
	}
	if mixed > 0 {
		warnings = append(warnings, fmt.Sprintf("%s under the names of two people or more, of which at most one is right.", countPictures(mixed)))
	}
	return warnings
}

// WarnCrowded is a sentence on photos that weren't compared with all that look like them; "" where all were.
func (a Audit) WarnCrowded() string {
	if a.Crowded == 0 {
		return ""
	}
	return fmt.Sprintf("%d photos look like so many others that each was compared with the %d most alike alone: some near-duplicates among them may not be listed.", a.Crowded, MostCompared)
}

func countPictures(n int) string {
	if n == 1 {
		return "1 picture stands"
	}
	return fmt.Sprintf("%d pictures stand", n)
}

// Sentences are the warnings, with their parts.
var Sentences = []language.Text{
	{English: "Leak: {0} on more than one side of the split, so that the numbers flatter the model.", Chinese: "泄漏：{0}同时出现在划分的多个部分，指标因此偏高。"},
	{English: "{0} under the names of two people or more, of which at most one is right.", Chinese: "{0}出现在两个或更多人名下，其中至多一个正确。"},
	{English: "{0} pictures stand", Chinese: "有 {0} 张图片"},
	{English: "{0} picture stands", Chinese: "有 {0} 张图片"},
}
