package forget

import (
	"context"
	"errors"
	"slices"

	"siamface/model/database"
	"siamface/model/gallery"
	"siamface/model/gallery/filestore"
	"siamface/model/gallery/store"
	"siamface/model/jobs"
	"siamface/model/queue"
)

// errLocked is an encrypted file that may hold the subject.
const errLocked keptError = "it is encrypted, and may be a gallery with them: name it with --gallery, or delete it"

// Galleries is the kind of galleries: those in files that are found, and those named, whose passphrases are asked for by open.
func Galleries(ctx context.Context, named []string, open func(where string) (*gallery.Gallery, error)) Kind {
	with := func(where string, do func(g *gallery.Gallery) error) (err error) {
		if filestore.IsEncrypted(where) && !slices.Contains(named, where) {
			return errLocked
		}
		g, err := open(where)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, g.Close()) }()
		return do(g)
	}
	return Kind{
		Name: "gallery", Shared: true,
		Fits: func(path string) bool {
			return slices.Contains(named, path) || !database.IsServer(path) && (filestore.IsGallery(path) || filestore.IsEncrypted(path))
		},
		Learn: func(s *Subject, path string) error {
			err := with(path, func(g *gallery.Gallery) error { return learnFromGallery(ctx, s, g) })
			if errors.Is(err, errLocked) {
				return nil // which Forget says
			}
			return err
		},
		Forget: func(s *Subject, path string, dry bool) (removed int, err error) {
			err = with(path, func(g *gallery.Gallery) error {
				removed, err = forgetInGallery(ctx, s, g, dry)
				return err
			})
			return removed, err
		},
	}
}

// learnFromGallery takes from a gallery the sums and places of the subject's photos, but for photos that show others too.
func learnFromGallery(ctx context.Context, s *Subject, g *gallery.Gallery) error {
	photos, err := g.Photos(ctx, "")
	if err != nil {
		return err
	}
	others := map[string]bool{}
	for _, p := range photos {
		if !s.HasPerson(p.Person) {
			others[p.SHA256] = true
		}
	}
	for _, p := range photos {
		if ownsFace(s, p) && !(others[p.SHA256] && s.HasPerson(p.Person)) {
			s.AddSum(p.SHA256)
			s.addPath(p.Path)
		}
	}
	return nil
}

// ownsFace tells whether a gallery's face is the subject's, or on a photo of theirs.
func ownsFace(s *Subject, p store.Photo) bool {
	return s.HasPerson(p.Person) || s.HasSum(p.SHA256) || s.hasPath(p.Path)
}

// forgetInGallery takes the subject's people and photos out of a gallery, and counts the photos.
func forgetInGallery(ctx context.Context, s *Subject, g *gallery.Gallery, dry bool) (removed int, err error) {
	photos, err := g.Photos(ctx, "")
	if err != nil {
		return 0, err
	}
	var people []string
	for _, p := range photos {
		if !ownsFace(s, p) {
			continue
		}
		removed++
		if s.HasPerson(p.Person) && !slices.Contains(people, p.Person) {
			people = append(people, p.Person)
		}
	}
	if removed == 0 || dry {
		return removed, nil
	}
	for _, name := range people {
		if _, err := g.Forget(ctx, name); err != nil {
			return 0, err
		}
	}
	_, err = g.ForgetPhotos(ctx, s.Sums())
	return removed, err
}

// Queues is the kind of queues: those in files that are found, and those named.
func Queues(ctx context.Context, named []string) Kind {
	with := func(address string, do func(q *queue.Queue) error) error {
		q, err := queue.OpenExisting(ctx, address)
		if err != nil {
			return err
		}
		return errors.Join(do(q), q.Close())
	}
	return Kind{
		Name: "queue", Shared: true,
		Fits: func(path string) bool {
			return slices.Contains(named, path) || !database.IsServer(path) && queue.IsQueue(path)
		},
		Learn: func(s *Subject, path string) error {
			return with(path, func(q *queue.Queue) error {
				return jobs.VisitPhotos(ctx, q, func(p jobs.Photo) {
					if s.HasPerson(p.Person) || s.HasFile(p.Path) || s.HasSum(p.SHA256) {
						s.AddSum(p.SHA256)
						s.AddFile(p.Path)
					}
				})
			})
		},
		Forget: func(s *Subject, path string, dry bool) (removed int, err error) {
			err = with(path, func(q *queue.Queue) error {
				removed, err = jobs.Forget(ctx, q, s, dry)
				return err
			})
			return removed, err
		},
	}
}
