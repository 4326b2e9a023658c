package face

import (
	"bytes"
	"context"
	"encoding/gob"

	"siamface/model/cache"
	"siamface/model/photo"
)

// DescribeEvery describes all faces of a photo's file, in the order of Detect, unless the cache knows them. main is the index of the one
// that the photo is likely of, −1 without any. The descriptions have no chips. A photo that can't be decoded gives an error of package
// photo.
func (n *Networks) DescribeEvery(ctx context.Context, kept *Cache, f *photo.File) (all []*Description, main int, err error) {
	first, err := n.DescribeFile(ctx, kept, f, false)
	if err != nil || len(first.Faces) == 0 {
		return nil, -1, err
	}
	all, err = n.describeOthers(ctx, kept, f, first)
	return all, first.Main, err
}

// describeOthers describes the faces of a photo beside its main one.
func (n *Networks) describeOthers(ctx context.Context, kept *Cache, f *photo.File, first *Description) ([]*Description, error) {
	all := make([]*Description, len(first.Faces))
	all[first.Main] = first
	if len(all) == 1 {
		return all, nil
	}
	if others, ok := kept.getOthers(f.SHA256(), first); ok {
		return others, nil
	}
	img, err := f.DecodeContext(ctx)
	if err != nil {
		return nil, err
	}
	var left []int
	for i := range all {
		if i != first.Main {
			left = append(left, i)
		}
	}
	described, err := n.DescribeFaces(ctx, img, first, left...)
	if err != nil {
		return nil, err
	}
	for k, i := range left {
		described[k].Chip = nil
		all[i] = described[k]
	}
	_ = kept.putOthers(f.SHA256(), all) // the next time they are computed again
	return all, nil
}

// otherFace is what is kept of a face that isn't the photo's main one.
type otherFace struct {
	Face      Face
	Embedding []float32
}

// othersKey is where the faces of a photo are kept beside its main one.
func othersKey(sum string) string { return cache.Key("every face", sum) }

// getOthers returns the descriptions of all faces of a photo whose main one is known.
func (c *Cache) getOthers(sum string, first *Description) ([]*Description, bool) {
	if c == nil {
		return nil, false
	}
	data, ok := c.store.Get(othersKey(sum))
	if !ok {
		return nil, false
	}
	var faces []otherFace
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&faces); err != nil || len(faces) != len(first.Faces) {
		return nil, false
	}
	all := make([]*Description, len(faces))
	for i, f := range faces {
		if i == first.Main {
			all[i] = first
			continue
		}
		if len(f.Embedding) != len(first.Embedding) {
			return nil, false
		}
		all[i] = &Description{Faces: first.Faces, Main: i, Face: f.Face, Embedding: f.Embedding}
	}
	return all, true
}

// putOthers keeps the faces of a photo; the main one is kept by Put.
func (c *Cache) putOthers(sum string, all []*Description) error {
	if c == nil {
		return nil
	}
	faces := make([]otherFace, len(all))
	for i, d := range all {
		faces[i] = otherFace{d.Face, d.Embedding}
	}
	var body bytes.Buffer
	if err := gob.NewEncoder(&body).Encode(faces); err != nil {
		return err
	}
	return c.store.Put(othersKey(sum), body.Bytes())
}
