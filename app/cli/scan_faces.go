package cli

import (
	"context"
	"sync"

	"siamface/model/dataset"
	"siamface/model/face"
	"siamface/model/photo"
)

// scannedFaces is what the verb scan counts with --faces. A face that may be none doesn't count.
type scannedFaces struct {
	PhotosWith int      `json:"photos_with"` // at least one face
	Several    int      `json:"several"`     // of those, with more than one
	Without    []string `json:"without"`     // below the folder
}

// countFaces looks for the faces on all photos, and describes those with one, by file. A photo whose pixels can't be read joins
// the skipped files.
func (p *program) countFaces(ctx context.Context, d *dataset.Dataset, device string, s *scanned) (embeddings map[string][]float32, err error) {
	networks, err := face.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer networks.Close()
	var photos []dataset.Photo
	for _, person := range d.People {
		photos = append(photos, person.Photos...)
	}
	paths := make([]string, len(photos))
	for i, ph := range photos {
		paths[i] = d.Abs(ph)
	}
	descriptions, causes, err := p.lookForFaces(ctx, networks, paths)
	p.progress.end()
	if err != nil {
		return nil, err
	}
	s.Faces, embeddings = &scannedFaces{Without: []string{}}, map[string][]float32{}
	for i, ph := range photos {
		if causes[i] != nil {
			s.Skipped = append(s.Skipped, skippedFile{ph.Path, photo.Reason(causes[i])})
			continue
		}
		sure := descriptions[i].Sure()
		s.Faces.add(ph.Path, sure)
		if sure > 0 {
			embeddings[ph.Path] = descriptions[i].Embedding
		}
	}
	return embeddings, nil
}

// lookForFaces describes photos; causes say why one can't be read.
func (p *program) lookForFaces(ctx context.Context, networks *face.Networks, paths []string) (descriptions []*face.Description, causes []error, err error) {
	descriptions, causes = make([]*face.Description, len(paths)), make([]error, len(paths))
	var mu sync.Mutex
	done := 0
	err = networks.DescribePaths(ctx, face.OpenCache(), paths, func(i int, found *face.Description, err error) {
		mu.Lock()
		defer mu.Unlock()
		descriptions[i], causes[i] = found, err
		done++
		p.progress.count("Looking for faces", done, len(paths))
	})
	return descriptions, causes, err
}

func (f *scannedFaces) add(path string, faces int) {
	if faces == 0 {
		f.Without = append(f.Without, path)
		return
	}
	f.PhotosWith++
	if faces > 1 {
		f.Several++
	}
}

func (p *program) sayFaces(f scannedFaces) {
	p.say("Faces: %s with one, %d with several, %d without", count(f.PhotosWith-f.Several, "photo"), f.Several, len(f.Without))
	for _, path := range f.Without {
		p.say("  %s: no face was found", shown(path))
	}
}
