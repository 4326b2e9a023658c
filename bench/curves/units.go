package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
	"unsafe"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/gallery/filestore"
	"siamface/model/gallery/store"
	"siamface/model/group"
	"siamface/model/parallel"
	"siamface/model/torch"
)

// measured is what a unit took. Values are further figures of it.
type measured struct {
	Seconds float64            `json:"seconds"`
	CPU     float64            `json:"cpu"`  // seconds of all cores
	Peak    int64              `json:"peak"` // bytes: the greatest resident memory of the process, its input too
	Values  map[string]float64 `json:"values,omitempty"`
}

// unit does its work on so many photos.
type unit struct {
	name string
	most int // photos, beyond which it isn't tried without being asked for
	do   func(ctx context.Context, photos int, real []float32) (measured, error)
}

var units = []unit{
	{"scan", 100_000, scanFolder},
	{"group", 100_000, groupFaces},
	{"enrol", 1_000_000, enrolFaces},
	{"identify", 1_000_000, identifyFaces},
	{"pairs", 100_000, scorePairs},
}

// take measures one piece of work.
func take(do func() error) (m measured, err error) {
	wall, cpu := time.Now(), processorTime()
	err = do()
	return measured{Seconds: time.Since(wall).Seconds(), CPU: (processorTime() - cpu).Seconds(), Peak: peak(), Values: map[string]float64{}}, err
}

func processorTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // it doesn't fail for this
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func peak() int64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Maxrss * 1024
}

// scanFolder looks for near-copies and all else that scan finds among small pictures.
func scanFolder(ctx context.Context, photos int, _ []float32) (measured, error) {
	dir, err := os.MkdirTemp("", "curves")
	if err != nil {
		return measured{}, err
	}
	defer os.RemoveAll(dir)
	if err := drawFolder(dir, photos); err != nil {
		return measured{}, err
	}
	return take(func() error {
		d, err := dataset.Open(ctx, dir, nil)
		if err != nil {
			return err
		}
		_, err = audit.Run(ctx, d, audit.Options{Decode: true}, nil)
		return err
	})
}

func groupFaces(ctx context.Context, photos int, real []float32) (measured, error) {
	f := group.Faces{Embeddings: repeatFaces(real, photos), Dim: size}
	for i := range photos {
		f.Photo, f.Weight = append(f.Photo, i), append(f.Weight, 1)
	}
	return take(func() error {
		_, err := group.Join(ctx, f, 1.05, nil)
		return err
	})
}

// withGallery makes a gallery's file of so many photos.
func withGallery(ctx context.Context, rows []float32, do func(f *filestore.File, enrolled measured) (measured, error)) (measured, error) {
	dir, err := os.MkdirTemp("", "curves")
	if err != nil {
		return measured{}, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "gallery")
	f, err := filestore.Open(ctx, path, filestore.Options{Create: true})
	if err != nil {
		return measured{}, err
	}
	defer f.Close()
	const batch = 4096
	enrolled, err := take(func() error {
		for from := 0; from < len(rows)/size; from += batch {
			var photos []store.Photo
			for i := from; i < min(from+batch, len(rows)/size); i++ {
				photos = append(photos, store.Photo{
					Person: "p" + strconv.Itoa(i/photosEach), Path: strconv.Itoa(i) + ".jpg", SHA256: fmt.Sprintf("%064x", i),
					Box: [4]float64{0, 0, 1, 1}, Length: 1, Embedding: rows[i*size : (i+1)*size],
				})
			}
			if _, err := f.Add(ctx, store.Network{Name: "curves", Size: size}, photos); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return measured{}, err
	}
	if info, err := os.Stat(path); err == nil {
		enrolled.Values["bytes on disk"] = float64(info.Size())
	}
	return do(f, enrolled)
}

func enrolFaces(ctx context.Context, photos int, real []float32) (measured, error) {
	return withGallery(ctx, repeatFaces(real, photos), func(_ *filestore.File, enrolled measured) (measured, error) { return enrolled, nil })
}

// identifyFaces searches for one face, and for 64 at once, beside reading as many numbers in turn.
func identifyFaces(ctx context.Context, photos int, real []float32) (measured, error) {
	rows := repeatFaces(real, photos)
	queries := append([]float32(nil), rows[:64*size]...)
	return withGallery(ctx, rows, func(f *filestore.File, _ measured) (measured, error) {
		search := func(n int) func() error {
			return func() error {
				_, err := f.Search(ctx, queries[:n*size], 5)
				return err
			}
		}
		first, err := take(search(1))
		if err != nil {
			return first, err
		}
		const rounds = 5
		best, values := measured{}, map[string]float64{"first query, s": first.Seconds}
		for range rounds {
			read, err := take(func() error {
				if addUp(rows) == 0 { // the sum is asked for, so that it is made
					return errors.New("there are no faces")
				}
				return nil
			})
			if err != nil {
				return read, err
			}
			one, err := take(search(1))
			if err != nil {
				return one, err
			}
			many, err := take(search(64))
			if err != nil {
				return many, err
			}
			if keepLeast(values, "reading the memory, s", read.Seconds); best.Seconds == 0 || one.Seconds < best.Seconds {
				best = one
			}
			keepLeast(values, "64 queries, s", many.Seconds)
		}
		values["GB/s of a query"] = float64(len(rows)) * 4 / best.Seconds / 1e9
		values["of reading"] = values["reading the memory, s"] / best.Seconds
		best.Values = values
		return best, nil
	})
}

func keepLeast(values map[string]float64, name string, v float64) {
	if was, known := values[name]; !known || v < was {
		values[name] = v
	}
}

// addUp reads numbers on all cores, and adds their bits up.
func addUp(rows []float32) (sum uint64) {
	cores := runtime.GOMAXPROCS(0)
	sums := make([]uint64, cores)
	parallel.All(cores, func(c int) {
		words := unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(rows))), len(rows)/2)
		words = words[c*len(words)/cores : (c+1)*len(words)/cores]
		var a, b, x, y uint64
		for k := 0; k+4 <= len(words); k += 4 {
			a, b, x, y = a+words[k], b+words[k+1], x+words[k+2], y+words[k+3]
		}
		sums[c] = a + b + x + y
	})
	for _, s := range sums {
		sum += s
	}
	return sum
}

// scorePairs scores all pairs of two people's photos, beside products of the same length alone, before and after. Their rate is in pairs.
func scorePairs(ctx context.Context, photos int, real []float32) (measured, error) {
	rows, person := repeatFaces(real, photos), make([]int, photos)
	for i := range person {
		person[i] = i * 2 / photos
	}
	before, err := multiplyRows(ctx, rows)
	if err != nil {
		return measured{}, err
	}
	m, err := take(func() error {
		_, err := evaluate.Collect(ctx, rows, size, person, nil)
		return err
	})
	if err != nil {
		return m, err
	}
	after, err := multiplyRows(ctx, rows)
	pairs := float64(photos) * float64(photos-1) / 2
	m.Values["CPU ns a pair"] = m.CPU / pairs * 1e9
	m.Values["CPU ns a product"] = (before + after) / 2 * 1e9
	m.Values["of the products' rate"] = (before + after) / 2 / (m.CPU / pairs)
	return m, err
}

// multiplyRows is the seconds of processor time of a product of two rows, in the largest blocks that there are rows for.
func multiplyRows(ctx context.Context, rows []float32) (float64, error) {
	n := min(len(rows)/size/2, 4096)
	out := make([]float32, n*n)
	least := 0.0
	for i := range 4 {
		m, err := take(func() error {
			return torch.Do(ctx, func() error { return torch.Products(rows[:n*size], rows[n*size:2*n*size], size, out) })
		})
		if err != nil {
			return 0, err
		}
		if each := m.CPU / float64(n) / float64(n); i == 1 || i > 1 && each < least { // the first loads libtorch
			least = each
		}
	}
	return least, nil
}
