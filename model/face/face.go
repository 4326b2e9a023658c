// Package face finds the faces of a photo, aligns them and describes each by numbers, a vector of length 1 whose Euclidean distance is small
// between photos of one person: about 0.8 in photos of one person, 1.4 of two. Nothing of it is trained here.
//
// Three pretrained networks do it, run by ONNX Runtime: CenterFace finds faces (MIT, trained on WIDER FACE), fr_landmark 68 points of each,
// and a recogniser, which is data (see Recogniser), describes them. They are bad at profiles, covered and very blurred faces, and at what
// their unknown training pictures lacked.
//
// Coordinates are in pixels of the photo, x to the right and y down, (0, 0) the centre of the first pixel. Photos are those of
// package photo: upright and opaque, grey or RGB.
package face

import (
	"context"
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"runtime/debug"
	"sync"

	"siamface/model/onnx"
	"siamface/model/parallel"
	"siamface/model/shipped"
)

// Version names the way from photo to embedding, by the recogniser in use; it changes whenever an embedding would.
func Version() string { return "face-6-" + Current().Version }

// Face is a face of a photo.
type Face struct {
	// Box is the detector's. It may reach outside of the photo.
	Box Box
	// Score is the detector's, 0 to 1; 0 where the box isn't its own.
	Score float64
	// Uncertain faces are as likely something else.
	Uncertain bool
	// Roll is by how much the head is turned in the plane of the picture, in radians: 0 upright, rising clockwise.
	Roll float64
	// Points are the 68 landmarks in the order of the iBUG 300-W set: jaw 0–16, brows 17–26, nose 27–35, eyes 36–47, mouth 48–67.
	Points [68]Point
	// Five are the points that align the face: the middle of the eye at the left of an upright picture and of that at the right, the tip
	// of the nose, and the corners of the mouth.
	Five [5]Point
	// Length is that of the recogniser's raw vector, 0 where the face wasn't described: what it can make little of comes out short.
	Length float64
	// Quality is what weakens a comparison; it is known of faces that were described.
	Quality []Flag
}

// Networks are the networks, ready to run. Its methods may be called by several goroutines.
type Networks struct {
	*loaded
	close  func()
	shaped bool // whether chips have the mean face's shape
}

type loaded struct {
	detector  detector
	landmarks landmarker
	embedder  embedder
}

var errEmpty = errors.New("the picture has no pixels")

// Open finds the networks' files and loads them.
func Open(ctx context.Context) (*Networks, error) {
	dir, err := Find()
	if err != nil {
		return nil, err
	}
	return Load(ctx, dir)
}

// Load reads the networks from the files in dir (see Find) and checks that they are the known ones. Those beside the program are then
// kept for the user (see Keep). Networks that are loaded already are used by several. Close gives them back.
func Load(ctx context.Context, dir string) (*Networks, error) {
	kind := Current()
	key := networkKey{dir, kind}
	l, err := registry.acquire(key, func() (*loaded, error) { return load(ctx, dir, kind) })
	if err != nil {
		return nil, err
	}
	return &Networks{l, sync.OnceFunc(func() { registry.release(key) }), false}, nil
}

func load(ctx context.Context, dir string, kind *Recogniser) (*loaded, error) {
	if err := onnx.Start(filepath.Join(dir, libraryFile)); err != nil {
		return nil, fmt.Errorf("the face networks can't be run: %w", err)
	}
	l := &loaded{embedder: embedder{kind: kind}}
	recogniser := filepath.Join(dir, kind.File)
	if kind.Path != "" {
		recogniser = kind.Path
	}
	known := sums()
	parts := []struct {
		path, sum string
		spec      onnx.Spec
		net       **onnx.Network
	}{
		{filepath.Join(dir, detectorFile), known[detectorFile], detectorSpec, &l.detector.net},
		{filepath.Join(dir, landmarksFile), known[landmarksFile], landmarksSpec, &l.landmarks.net},
		{recogniser, kind.SHA256, kind.spec(), &l.embedder.net},
	}
	err := parallel.Each(ctx, len(parts), func(_ context.Context, i int) error {
		p := parts[i]
		data, err := readNetwork(p.path, p.sum)
		if err != nil {
			return err
		}
		if *p.net, err = onnx.Open(data, p.spec); err != nil {
			return fmt.Errorf("the face network %s can't be set up: %w", filepath.Base(p.path), err)
		}
		return nil
	}, nil)
	if err != nil {
		l.free()
		return nil, err
	}
	debug.FreeOSMemory()                                                                // the files' bytes
	if places := shipped.ListPlaces(shippedPart); len(places) > 0 && dir == places[0] { // an installation stays together
		_ = Keep(dir) // the next time it is tried again
	}
	return l, nil
}

func (l *loaded) free() {
	l.detector.net.Close()
	l.landmarks.net.Close()
	l.embedder.net.Close()
}

// Recogniser says which recogniser describes faces.
func (n *Networks) Recogniser() *Recogniser { return n.embedder.kind }

// Shaped is the same networks, whose chips have the shape of the mean face (see cutShaped): for other networks than the recogniser. It
// describes no faces: embeddings are missing, unless the cache knows them. Either is closed for both.
func (n *Networks) Shaped() *Networks { return &Networks{n.loaded, n.close, true} }

// Close gives the networks back; the last who has them frees them. They must not be used afterwards.
func (n *Networks) Close() { n.close() }

// Detect finds the faces of a photo, the best score first, with their landmarks. Without a sure one it may return a single face that is
// Uncertain; it is no error when there is none.
func (n *Networks) Detect(ctx context.Context, img image.Image) ([]Face, error) {
	r := rasterOf(img)
	if r.empty() {
		return nil, nil
	}
	return n.detect(ctx, r)
}

func (n *Networks) detect(ctx context.Context, r raster) ([]Face, error) {
	found, err := n.detector.search(ctx, r)
	if err != nil {
		return nil, err
	}
	faces := make([]Face, len(found))
	for i, c := range found {
		faces[i] = Face{Box: c.Box, Score: c.score, Uncertain: c.score <= sureScore, Roll: rollOf(c.five)}
	}
	return faces, n.landmarks.alignAll(ctx, r, faces)
}

// Align finds the landmarks in boxes of a photo, such as ones drawn by hand, of upright faces. The faces have no score.
func (n *Networks) Align(ctx context.Context, img image.Image, boxes ...Box) ([]Face, error) {
	faces := make([]Face, len(boxes))
	for i, b := range boxes {
		faces[i].Box = b
	}
	r := rasterOf(img)
	if r.empty() {
		return nil, errEmpty
	}
	return faces, n.landmarks.alignAll(ctx, r, faces)
}
