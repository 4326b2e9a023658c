package audit

import (
	"context"
	"math/bits"
	"slices"
	"sync"

	"siamface/model/dataset"
	"siamface/model/parallel"
	"siamface/model/photo"
)

// crowded is the number of pixels above which photos are decoded one after another: a picture takes several bytes a pixel.
const crowded = 20_000_000

// groupSamePictures decodes all photos and groups those that are copies of one picture.
func groupSamePictures(ctx context.Context, photos []entry, progress func(Stage, int, int)) ([]group, []dataset.Skipped, error) {
	smalls, broken, err := decodeAll(ctx, photos, progress)
	if err != nil {
		return nil, nil, err
	}
	links, err := linkCopies(ctx, smalls, progress)
	if err != nil {
		return nil, nil, err
	}
	return groupLinked(photos, links), broken, nil
}

// decodeAll makes a small picture of every photo; nil of a broken one.
func decodeAll(ctx context.Context, photos []entry, progress func(Stage, int, int)) ([]*small, []dataset.Skipped, error) {
	smalls, failed := make([]*small, len(photos)), make([]error, len(photos))
	var large sync.Mutex
	err := parallel.Each(ctx, len(photos), func(_ context.Context, i int) error {
		if photos[i].Width*photos[i].Height > crowded {
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

// link says that pictures a < b are copies of one.
type link struct {
	a, b     int
	mirrored bool
}

// linkCopies compares all pairs of pictures. The hashes lie side by side: that most pairs are far apart is seen at a glance.
func linkCopies(ctx context.Context, smalls []*small, progress func(Stage, int, int)) ([]link, error) {
	type hashed struct {
		hash, mirror uint64
		index        int
	}
	var hashes []hashed
	for i, s := range smalls {
		if s != nil && !s.blank {
			hashes = append(hashes, hashed{s.hash, s.mirror, i})
		}
	}
	found := make([][]link, len(hashes))
	err := parallel.Each(ctx, len(hashes), func(_ context.Context, i int) error {
		h := hashes[i]
		for _, o := range hashes[i+1:] {
			if bits.OnesCount64(h.hash^o.hash) > reach && bits.OnesCount64(h.hash^o.mirror) > reach {
				continue
			}
			if same, mirrored := smalls[h.index].isSame(smalls[o.index]); same {
				found[i] = append(found[i], link{h.index, o.index, mirrored})
			}
		}
		return nil
	}, func(done int) { progress(Comparing, done, len(hashes)) })
	return slices.Concat(found...), err
}

// groupLinked makes one group of all photos that are linked, directly or by others.
func groupLinked(photos []entry, links []link) []group {
	root := make([]int, len(photos))
	for i := range root {
		root[i] = i
	}
	var find func(int) int
	find = func(i int) int {
		if root[i] != i {
			root[i] = find(root[i])
		}
		return root[i]
	}
	for _, l := range links {
		a, b := find(l.a), find(l.b)
		root[max(a, b)] = min(a, b)
	}
	groups := map[int]*group{}
	for _, l := range links {
		g := groups[find(l.a)]
		if g == nil {
			g = &group{kind: NearDuplicate}
			groups[find(l.a)] = g
		}
		g.mirrored = g.mirrored || l.mirrored
	}
	var list []group
	for i, p := range photos {
		if g := groups[find(i)]; g != nil {
			g.files = append(g.files, p.Path)
		}
	}
	for i := range photos {
		if g := groups[i]; g != nil { // a group's root is its first photo
			list = append(list, *g)
		}
	}
	return list
}
