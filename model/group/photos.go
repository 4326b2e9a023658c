package group

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"siamface/model/album"
	"siamface/model/dataset"
	"siamface/model/face"
	"siamface/model/photo"
	"siamface/model/tower"
)

// Person is a group of photos that show one person, as far as the faces tell.
type Person struct {
	Name  string   `json:"name"`
	Files []string `json:"files"` // below the folder, with slashes, in natural order
	// Boxes are where the person's face is on each: x, y, width and height in pixels of the upright photo.
	Boxes [][4]float64 `json:"-"`
}

// Result is a folder of loose photos, put together by the people on them. A photo of several people is one of each. No other file is
// said twice.
type Result struct {
	People []Person // who is on most photos first
	// Unassigned are photos with a face that joined nobody's, or that can't be made out.
	Unassigned []string
	// Strangers are the faces that joined nobody's, also those on photos of somebody else. It has no name.
	Strangers Person
	NoFace    []string
	Skipped   []dataset.Skipped
}

// Options say how photos are grouped.
type Options struct {
	// Threshold is the distance from which on groups of faces stay apart.
	Threshold float64
	// Least is how many photos make a person, 2 for 0; those of fewer are unassigned.
	Least int
}

// Stage is what a grouping does.
type Stage string

// The stages, in their order.
const (
	Reading Stage = "reading" // photos, for their faces
	Joining Stage = "joining" // faces
)

// Photos groups the photos below root, whose files FindLoose has listed. progress, which may be nil, is told how much of a stage is done.
func Photos(ctx context.Context, r *album.Reader, root string, files []string, o Options, progress func(stage Stage, done, total int)) (Result, error) {
	if progress == nil {
		progress = func(Stage, int, int) {}
	}
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = filepath.Join(root, filepath.FromSlash(f))
	}
	photos, err := r.Read(ctx, paths, func(done int) { progress(Reading, done, len(files)) })
	if err != nil {
		return Result{}, err
	}
	faces := collectFaces(photos)
	of, err := Join(ctx, faces.Faces, o.Threshold, func(share float64) { progress(Joining, int(1000*share), 1000) })
	if err != nil {
		return Result{}, err
	}
	return sortPhotos(files, photos, faces, of, max(1, cmp.Or(o.Least, 2))), nil
}

// foundFaces are faces with their boxes.
type foundFaces struct {
	Faces
	boxes [][4]float64
}

// collectFaces are the faces of which something can be said. A face weighs as the square of its raw length does: on drawn crowds and ORL
// this joined a little better than equal weights.
func collectFaces(photos []album.Photo) (f foundFaces) {
	for i, p := range photos {
		for _, of := range p.Faces {
			if of.SaysNothing() {
				continue
			}
			f.Dim, f.boxes = len(of.Embedding), append(f.boxes, of.Box)
			f.Embeddings = append(f.Embeddings, of.Embedding...)
			f.Photo, f.Weight = append(f.Photo, i), append(f.Weight, max(of.Length*of.Length, 1e-6))
		}
	}
	f.Dim = max(f.Dim, 1)
	return f
}

// sortPhotos makes people of groups.
func sortPhotos(files []string, photos []album.Photo, f foundFaces, of []int, least int) Result {
	result := Result{People: []Person{}, Unassigned: []string{}, NoFace: []string{}}
	assigned := make([]bool, len(files))
	for _, group := range listGroups(of) {
		known := len(group) >= least
		p := Person{}
		for _, i := range group {
			on := f.Photo[i]
			p.Files, p.Boxes = append(p.Files, files[on]), append(p.Boxes, f.boxes[i])
			assigned[on] = assigned[on] || known
		}
		if known {
			result.People = append(result.People, p)
		} else {
			result.Strangers.Files, result.Strangers.Boxes = append(result.Strangers.Files, p.Files...), append(result.Strangers.Boxes, p.Boxes...)
		}
	}
	slices.SortStableFunc(result.People, func(a, b Person) int { return cmp.Compare(len(b.Files), len(a.Files)) })
	for i := range result.People {
		result.People[i].Name = fmt.Sprintf("person-%d", i+1)
	}
	for i, p := range photos {
		switch {
		case p.Err != nil:
			result.Skipped = append(result.Skipped, dataset.Skipped{Path: files[i], Reason: photo.Reason(p.Err)})
		case assigned[i]:
		case p.Sure() == 0:
			result.NoFace = append(result.NoFace, files[i])
		default:
			result.Unassigned = append(result.Unassigned, files[i])
		}
	}
	return result
}

// listGroups are the faces of each group, ascending.
func listGroups(of []int) (groups [][]int) {
	for i, g := range of {
		for len(groups) <= g {
			groups = append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	return groups
}

// usual is the threshold of the recogniser's distances from which on groups stay apart: 3 of 100,000 pairs of different people come as
// close. Measured on ORL and on drawn crowds, distances from 1.05 to 1.10 separate people best.
const usual = 1.05

// UsualThreshold is the threshold for a model's distances where nobody gives one: usual, and for distances whose own thresholds were
// measured on a folder's people, as large a part of the distance below which the model is sure.
func UsualThreshold(j tower.Judgement) float64 {
	if j.General {
		return usual
	}
	return j.Sure * usual / face.Current().Threshold(0.001)
}
