package audit

import (
	"context"
	"sync"

	"siamface/model/dataset"
	"siamface/model/parallel"
	"siamface/model/photo"
)

// manyPixels is the number of pixels above which photos are decoded one after another: a picture takes several bytes a pixel.
const manyPixels = 20_000_000

// groupSamePictures decodes all photos and groups those that are copies of one picture. crowded is how many weren't compared with all that
// look like them.
func groupSamePictures(ctx context.Context, photos []entry, progress func(Stage, int, int)) (copies []group, broken []dataset.Skipped, crowded int, err error) {
	smalls, broken, err := decodeAll(ctx, photos, progress)
	if err != nil {
		return nil, nil, 0, err
	}
	sets, crowded, err := linkCopies(ctx, smalls, progress)
	if err != nil {
		return nil, nil, 0, err
	}
	return groupLinked(photos, sets), broken, crowded, nil
}

// decodeAll makes a small picture of every photo; nil of a broken one.
func decodeAll(ctx context.Context, photos []entry, progress func(Stage, int, int)) ([]*small, []dataset.Skipped, error) {
	smalls, failed := make([]*small, len(photos)), make([]error, len(photos))
	var large sync.Mutex
	err := parallel.Each(ctx, len(photos), func(_ context.Context, i int) error {
		if photos[i].Width*photos[i].Height > manyPixels {
			large.Lock()
			defer large.Unlock()
		}
		img, err := photo.Open(photos[i].abs)
		if err != nil {
			failed[i] = err
			return nil
		}
		smalls[i] = shrinkPicture(img)
		return nil
	}, func(done int) { progress(Decoding, done, len(photos)) })
	var broken []dataset.Skipped
	for i, err := range failed {
		if err != nil {
			broken = append(broken, dataset.Skipped{Path: photos[i].Path, Reason: photo.Reason(err)})
		}
	}
	return smalls, broken, err
}

// copyBlock is how many pictures are compared with those before them at once: what they are linked to is known to the next block.
const copyBlock = 512

// linkCopies compares each picture with those before it whose hashes are near. Of a set of copies that are linked already, a few are enough,
// and nothing is compared with pictures that others stand for: whoever repeats a photo ten thousand times would else wait for fifty million
// comparisons. crowded is how many weren't compared with all that look like them.
func linkCopies(ctx context.Context, smalls []*small, progress func(Stage, int, int)) (sets *copySets, crowded int, err error) {
	var some []*small // without blank ones
	var places []int  // of those among all
	for i, s := range smalls {
		if s != nil && !s.blank {
			some, places = append(some, s), append(places, i)
		}
	}
	l := newLinker(some)
	sets = newCopySets(len(smalls))
	found := make([]foundCopies, copyBlock)
	for from := 0; from < len(some); from += copyBlock {
		size := min(copyBlock, len(some)-from)
		err := parallel.Each(ctx, size, func(_ context.Context, k int) error {
			found[k] = l.findCopies(from+k, func(number int) int { return sets.find(places[number]) })
			return nil
		}, nil)
		if err != nil {
			return nil, 0, err
		}
		for k, f := range found[:size] {
			if f.cut {
				crowded++
			}
			for _, c := range f.copies {
				sets.join([]link{{places[c.of], places[from+k], c.mirrored}})
			}
			l.setSpare(from+k, f.spare)
		}
		l.thinOut()
		progress(Comparing, from+size, len(some))
	}
	return sets, crowded, ctx.Err()
}

// groupLinked makes one group of all photos that are copies of one, directly or by others.
func groupLinked(photos []entry, sets *copySets) []group {
	files := map[int][]string{}
	for i, p := range photos {
		root := sets.find(i)
		files[root] = append(files[root], p.Path)
	}
	var list []group
	for i := range photos {
		if len(files[i]) > 1 { // a set's root is its first photo
			list = append(list, group{kind: NearDuplicate, files: files[i], mirrored: sets.mirrored[i]})
		}
	}
	return list
}
