// Package store is what a gallery of people keeps, and what it asks of a place to keep it in. Places differ in how much they hold and
// how they search; what they answer is the same, and one set of tests holds all of them to it.
package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/maruel/natural"

	"siamface/model/spelling"
)

// Network is what makes embeddings. Those of two networks can't be compared.
type Network struct {
	Name string
	Size int // numbers of an embedding
}

// Photo is a photo of a person with the embedding of the person's face.
type Photo struct {
	Person    string
	Path      string // where it lay when it was enrolled
	SHA256    string // of its file
	Box       [4]float64
	Length    float64 // of the recogniser's raw vector
	Embedding []float32
}

// Person is how many photos a gallery has of whom.
type Person struct {
	Name   string `json:"name"`
	Photos int    `json:"photos"`
}

// Hit is the photo of a person that is closest to what was searched for.
type Hit struct {
	Person   string
	Path     string
	Box      [4]float64
	Distance float64 // as distance.Euclidean has it
}

// Stored is a face on a photo's file that is in a gallery already.
type Stored struct {
	Person, Path string
	Box          [4]float64
}

// Store keeps people with their photos' embeddings. Names of people that differ in letter case or in how accents are stored are one name
// (see spelling.Key). Each call is done whole or not at all, also where the process ends in it. Methods may be called by several
// goroutines, and several programs may use one store: who changes it waits a while for another who does.
type Store interface {
	// Network is what made the embeddings; without any, its name is "".
	Network(ctx context.Context) (Network, error)
	// Add keeps photos of people, all made by one network. The error is ErrNetwork where the store's embeddings are another's. A face that is
	// there already, by Photo.SHA256 and Photo.Box, is passed over; added counts the others.
	Add(ctx context.Context, n Network, photos []Photo) (added int, err error)
	// FindStored tells which of these files' sums are there, and whose faces on them.
	FindStored(ctx context.Context, sums []string) (map[string][]Stored, error)
	// People lists the people in the order of their names.
	People(ctx context.Context) ([]Person, error)
	// Photos lists a person's photos by their paths, "" everybody's; without embeddings.
	Photos(ctx context.Context, person string) ([]Photo, error)
	// Remove takes photos away from a person, by their paths. Without any left, the person is gone. removed counts them.
	Remove(ctx context.Context, person string, paths []string) (removed int, err error)
	// Merge makes several people one, who is called into and may be new. moved counts the photos that change hands.
	Merge(ctx context.Context, into string, from []string) (moved int, err error)
	// Forget takes a person away for good: nothing of them is left in the store's own files. forgotten counts the photos.
	Forget(ctx context.Context, person string) (forgotten int, err error)
	// ForgetPhotos does so with all faces on files with these sums, whoever they are of. forgotten counts the faces.
	ForgetPhotos(ctx context.Context, sums []string) (forgotten int, err error)
	// Replace puts other embeddings in the place of all, in one step: photos must be those of Photos, each with its new embedding. Photos
	// that aren't among them are gone.
	Replace(ctx context.Context, n Network, photos []Photo) error
	// Search finds for each query, an embedding of the store's size, the closest people, at most so many, the closest first.
	Search(ctx context.Context, queries []float32, most int) ([][]Hit, error)
	// Sample draws photos with their embeddings: those of at most so many people, at most so many of each. The same store and seed give
	// the same photos.
	Sample(ctx context.Context, people, photos int, seed uint64) ([]Photo, error)
	// Revision is another number after each change.
	Revision(ctx context.Context) (int64, error)
	// Remember keeps a text beside the people under a key, and Recall returns it, "" without one. It is no change.
	Remember(ctx context.Context, key, text string) error
	Recall(ctx context.Context, key string) (string, error)
	// Close ends the use of the store.
	Close() error
}

var (
	// ErrNetwork is beneath the error for embeddings of another network than a store's.
	ErrNetwork = errors.New("the gallery's embeddings are of another network")
	// ErrNobody is beneath the error for a person who isn't there.
	ErrNobody = errors.New("nobody of that name is in the gallery")
	// ErrMissing is beneath the error for a gallery that isn't there.
	ErrMissing = errors.New("there is no such gallery")
)

// ErrBusy is beneath the error for a gallery that another program writes.
var ErrBusy = errors.New("another program is writing the gallery")

// Check refuses what can't be searched for.
func (p Photo) Check(size int) error {
	if spelling.Key(p.Person) == "" {
		return fmt.Errorf("the person on %s has no name", spelling.Show(p.Path))
	}
	if len(p.Embedding) != size {
		return fmt.Errorf("the embedding of %s has %d numbers, not %d", spelling.Show(p.Path), len(p.Embedding), size)
	}
	for _, v := range p.Embedding {
		if d := float64(v); math.IsNaN(d) || math.IsInf(d, 0) {
			return fmt.Errorf("the embedding of %s holds NaN or infinity", spelling.Show(p.Path))
		}
	}
	return nil
}

// Nobody is the error for a name that nobody has.
func Nobody(name string) error { return fmt.Errorf("%w: %s", ErrNobody, spelling.Show(name)) }

// CheckNetwork tells whether embeddings of a network may be added to a gallery of another; fresh is one that has none yet.
func CheckNetwork(has, n Network) (fresh bool, err error) {
	if has.Name != "" && has != n {
		err = fmt.Errorf("%w: theirs is %s, this one %s", ErrNetwork, has.Name, n.Name)
	}
	return has.Name == "", err
}

// CheckQueries is the size of one of the queries, at least one, to a gallery of a network. An empty gallery takes any.
func CheckQueries(n Network, queries []float32, most int) (size int, err error) {
	if n.Name == "" {
		n.Size = len(queries)
	}
	if len(queries)%n.Size != 0 || most < 1 {
		err = fmt.Errorf("%d numbers aren't queries of %d, or %d people none", len(queries), n.Size, most)
	}
	return n.Size, err
}

// Draw draws people by their numbers, and photos of each, as Store.Sample says. read gives somebody's photos, in the same order each time.
func Draw(ids []int64, people, photos int, seed uint64, read func(id int64) ([]Photo, error)) (sample []Photo, err error) {
	random := rand.New(rand.NewPCG(seed, uint64(len(ids))))
	random.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	for _, id := range ids[:min(len(ids), people)] {
		own, err := read(id)
		if err != nil {
			return nil, err
		}
		random.Shuffle(len(own), func(i, j int) { own[i], own[j] = own[j], own[i] })
		sample = append(sample, own[:min(len(own), photos)]...)
	}
	return sample, nil
}

// SortPeople puts people in the order of their names, numbers in them by their values.
func SortPeople(people []Person) {
	slices.SortFunc(people, func(a, b Person) int {
		return cmp.Or(natural.Compare(a.Name, b.Name), strings.Compare(a.Name, b.Name))
	})
}
