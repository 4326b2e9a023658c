package cache_test

import (
	"fmt"
	"os"

	"siamface/model/cache"
)

// What took long to compute is kept under a key of all that it depends on.
func ExampleStore() {
	dir, err := os.MkdirTemp("", "cache")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	store := cache.New(dir, 1<<20)
	key := cache.Key("features-1", "the photo's SHA-256")
	if err := store.Put(key, []byte("512 numbers")); err != nil {
		fmt.Println(err)
		return
	}
	data, kept := store.Get(key)
	fmt.Println(string(data), kept)
	_, kept = store.Get(cache.Key("features-2", "the photo's SHA-256"))
	fmt.Println(kept)
	// Output:
	// 512 numbers true
	// false
}
