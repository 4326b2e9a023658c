package gallery

import (
	"context"
	"fmt"
	"math"
	"path/filepath"

	"siamface/model/album"
	"siamface/model/dataset"
	"siamface/model/distance"
	"siamface/model/gallery/store"
	"siamface/model/photo"
	"siamface/model/spelling"
)

// Entry is a photo to be enrolled, and of whom it is.
type Entry struct {
	Person, Path string
	Box          *[4]float64 // of the person's face, where it is known
}

// Enrolled is what came of photos that were to be enrolled.
type Enrolled struct {
	Added int
	// Again were enrolled already, of the same person.
	Again []string
	// Several have several faces. The one closest to the person's photos with one face was enrolled, or else the one that the photo is
	// likely of.
	Several []string
	// NoFace have no face, or none that can be made out.
	NoFace  []string
	Skipped []dataset.Skipped
}

// enrolChunk is how many photos are added in one step: what a process that ends leaves undone is at most as many.
const enrolChunk = 256

// Enrol adds photos of people, one face of each. progress, which may be nil, is told how many are done. What
// was added before an error stays; the same call goes on from there.
func (g *Gallery) Enrol(ctx context.Context, r *album.Reader, entries []Entry, progress func(done, total int)) (e Enrolled, err error) {
	if err := g.CheckNetwork(ctx, r.Network()); err != nil {
		return e, err
	}
	for from := 0; from < len(entries); from += enrolChunk {
		part := entries[from:min(from+enrolChunk, len(entries))]
		paths := make([]string, len(part))
		for i, entry := range part {
			if paths[i], err = filepath.Abs(entry.Path); err != nil {
				return e, err
			}
		}
		photos, err := r.Read(ctx, paths, func(done int) {
			if progress != nil {
				progress(from+done, len(entries))
			}
		})
		if err != nil {
			return e, err
		}
		if err := g.addPhotos(ctx, r, part, photos, &e); err != nil {
			return e, err
		}
	}
	return e, nil
}

// addPhotos adds what was read of some entries.
func (g *Gallery) addPhotos(ctx context.Context, r *album.Reader, entries []Entry, photos []album.Photo, e *Enrolled) error {
	sums := make([]string, 0, len(photos))
	for _, p := range photos {
		if p.SHA256 != "" {
			sums = append(sums, p.SHA256)
		}
	}
	stored, err := g.FindStored(ctx, sums)
	if err != nil {
		return err
	}
	alone := listAlone(entries, photos)
	var fresh []store.Photo
	for i, p := range photos {
		path := entries[i].Path
		face := chooseFace(entries[i], p, alone)
		switch {
		case p.Err != nil:
			e.Skipped = append(e.Skipped, dataset.Skipped{Path: path, Reason: photo.Reason(p.Err)})
			continue
		case face < 0 || p.Faces[face].SaysNothing():
			e.NoFace = append(e.NoFace, path)
			continue
		}
		made := newPhoto(entries[i].Person, p, face)
		other, again := findFace(stored[p.SHA256], made)
		switch {
		case again:
			e.Again = append(e.Again, path)
			continue
		case other != "":
			e.Skipped = append(e.Skipped, dataset.Skipped{Path: path, Reason: fmt.Sprintf("enrolled as a photo of %s already", spelling.Show(other))})
			continue
		case p.Sure() > 1:
			e.Several = append(e.Several, path)
		}
		fresh = append(fresh, made)
		stored[p.SHA256] = append(stored[p.SHA256], store.Stored{Person: made.Person, Path: made.Path, Box: made.Box})
	}
	if len(fresh) == 0 {
		return nil
	}
	added, err := g.Add(ctx, store.Network{Name: r.Network(), Size: len(fresh[0].Embedding)}, fresh)
	if err == nil { // else nothing of it was kept
		e.Added += added
	}
	return err
}

// findFace tells whether a photo is stored as one of the same person, or the face on it as somebody else's.
func findFace(stored []store.Stored, p store.Photo) (other string, again bool) {
	for _, s := range stored {
		if spelling.Key(s.Person) == spelling.Key(p.Person) {
			return "", true
		}
		if s.Box == p.Box {
			other = s.Person
		}
	}
	return other, false
}

func newPhoto(who string, p album.Photo, face int) store.Photo {
	f := p.Faces[face]
	return store.Photo{Person: who, Path: p.Path, SHA256: p.SHA256, Box: f.Box, Length: f.Length, Embedding: f.Embedding}
}

// listAlone are, by the keys of people's names, the faces of photos that show nobody else.
func listAlone(entries []Entry, photos []album.Photo) map[string][]album.Face {
	alone := map[string][]album.Face{}
	for i, p := range photos {
		if p.Sure() == 1 && p.Main >= 0 && !p.Faces[p.Main].SaysNothing() {
			key := spelling.Key(entries[i].Person)
			alone[key] = append(alone[key], p.Faces[p.Main])
		}
	}
	return alone
}

// chooseFace is the face of a photo that is the entry's, −1 where there is none: the one at its box; of several, the one closest to the
// person's photos that show nobody else; else the one that the photo is likely of.
func chooseFace(e Entry, p album.Photo, alone map[string][]album.Face) int {
	if e.Box != nil {
		return faceAt(p, *e.Box)
	}
	known := alone[spelling.Key(e.Person)]
	if p.Sure() < 2 || len(known) == 0 {
		return p.Main
	}
	best, least := p.Main, math.Inf(1)
	for i, f := range p.Faces {
		for _, k := range known {
			if d := distance.Euclidean(f.Embedding, k.Embedding); d < least && !f.SaysNothing() {
				best, least = i, d
			}
		}
	}
	return best
}

// faceAt is the face of a photo whose box shares most with a box, −1 where none does.
func faceAt(p album.Photo, box [4]float64) int {
	best, most := -1, 0.0
	for i, f := range p.Faces {
		b := f.Box
		w := min(b[0]+b[2], box[0]+box[2]) - max(b[0], box[0])
		h := min(b[1]+b[3], box[1]+box[3]) - max(b[1], box[1])
		if w <= 0 || h <= 0 {
			continue
		}
		if share := w * h / (b[2]*b[3] + box[2]*box[3] - w*h); share > most {
			best, most = i, share
		}
	}
	return best
}

// Renewed is what came of photos whose embeddings were computed anew.
type Renewed struct {
	Photos int
	// Lost can't be embedded any more: their files are gone, changed, or show no face to the new network.
	Lost []dataset.Skipped
}

// Renew computes all embeddings anew by another network, from the photos where they lay when they were enrolled, in one step. Where
// some are lost, nothing changes, unless dropLost says that they are to be given up.
func (g *Gallery) Renew(ctx context.Context, r *album.Reader, dropLost bool, progress func(done, total int)) (result Renewed, err error) {
	kept, err := g.Photos(ctx, "")
	if err != nil || len(kept) == 0 {
		return result, err
	}
	paths := make([]string, len(kept))
	for i, p := range kept {
		paths[i] = p.Path
	}
	photos, err := r.Read(ctx, paths, func(done int) {
		if progress != nil {
			progress(done, len(kept))
		}
	})
	if err != nil {
		return result, err
	}
	var fresh []store.Photo
	for i, p := range photos {
		if reason := whyLost(kept[i], p); reason != "" {
			result.Lost = append(result.Lost, dataset.Skipped{Path: p.Path, Reason: reason})
			continue
		}
		fresh = append(fresh, newPhoto(kept[i].Person, p, faceAt(p, kept[i].Box)))
	}
	if len(fresh) == 0 || len(result.Lost) > 0 && !dropLost {
		return result, fmt.Errorf("%d of %d photos can't be embedded anew, the first %s (%s); nothing was changed", len(result.Lost), len(kept),
			spelling.Show(result.Lost[0].Path), result.Lost[0].Reason)
	}
	result.Photos = len(fresh)
	return result, g.Replace(ctx, store.Network{Name: r.Network(), Size: len(fresh[0].Embedding)}, fresh)
}

// whyLost says why a photo can't be embedded anew, "" where it can.
func whyLost(kept store.Photo, p album.Photo) string {
	switch {
	case p.Err != nil:
		return photo.Reason(p.Err)
	case p.SHA256 != kept.SHA256:
		return "another photo than was enrolled"
	}
	if face := faceAt(p, kept.Box); face < 0 || p.Faces[face].SaysNothing() {
		return "no face that can be made out"
	}
	return ""
}

// ListEntries are the photos of a folder's people.
func ListEntries(d *dataset.Dataset) (entries []Entry) {
	for _, person := range d.People {
		for _, p := range person.Photos {
			entries = append(entries, Entry{Person: person.Name, Path: d.Abs(p)})
		}
	}
	return entries
}

// RemovePhotos takes photos out by their paths; without any, all photos of the person.
func (g *Gallery) RemovePhotos(ctx context.Context, person string, paths []string) (removed int, err error) {
	if len(paths) > 0 {
		for i, path := range paths {
			if paths[i], err = filepath.Abs(path); err != nil {
				return 0, err
			}
		}
		return g.Remove(ctx, person, paths)
	}
	photos, err := g.Photos(ctx, person)
	if err != nil {
		return 0, err
	}
	for _, p := range photos {
		paths = append(paths, p.Path)
	}
	return g.Remove(ctx, person, paths)
}
