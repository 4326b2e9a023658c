package widgets

import (
	"container/list"
	"image"
)

// thumbKey names a thumbnail: what the picture is called and the side of the square it fits into, in pixels.
type thumbKey struct {
	name string
	side int
}

// thumb is a small picture, or the reason why there is none.
type thumb struct {
	img *image.RGBA
	err error
}

// cost is about what a thumbnail takes in memory, in bytes.
func (t thumb) cost() int {
	const overhead = 256
	if t.img == nil {
		return overhead
	}
	return overhead + len(t.img.Pix)
}

// thumbCache keeps the thumbnails used last, up to a limit in bytes. It is not safe for use by several goroutines.
type thumbCache struct {
	limit, used int
	order       *list.List // of thumbEntry, the one used last in front
	entries     map[thumbKey]*list.Element
}

type thumbEntry struct {
	key thumbKey
	thumb
}

func newThumbCache(limit int) *thumbCache {
	return &thumbCache{limit: limit, order: list.New(), entries: map[thumbKey]*list.Element{}}
}

func (c *thumbCache) get(key thumbKey) (thumb, bool) {
	e, ok := c.entries[key]
	if !ok {
		return thumb{}, false
	}
	c.order.MoveToFront(e)
	return e.Value.(thumbEntry).thumb, true
}

// put stores a thumbnail and drops those used longest ago. One larger than the limit stays alone: it is being shown.
func (c *thumbCache) put(key thumbKey, t thumb) {
	c.remove(key)
	c.entries[key] = c.order.PushFront(thumbEntry{key, t})
	c.used += t.cost()
	for c.used > c.limit && c.order.Len() > 1 {
		c.remove(c.order.Back().Value.(thumbEntry).key)
	}
}

func (c *thumbCache) remove(key thumbKey) {
	e, ok := c.entries[key]
	if !ok {
		return
	}
	c.used -= e.Value.(thumbEntry).cost()
	c.order.Remove(e)
	delete(c.entries, key)
}

func (c *thumbCache) clear() {
	c.used = 0
	c.order.Init()
	clear(c.entries)
}
