// Follow the end of a trace that grows, or hold where one reads while it goes on. Pure.
const NEAR_PX = 24; // this close to the end counts as at the end

export class Hold {
  isFrozen = false;
  heldAtS = null; // end of the trace when it was let go of; null: following

  get isFollowing() { return this.heldAtS === null; }

  // The person scrolled: away from the end holds, back to the end follows, unless it is frozen.
  scrolled({ leftPx, roomPx }, endS) {
    const isAtEnd = roomPx - leftPx <= NEAR_PX;
    if (isAtEnd && !this.isFrozen) this.heldAtS = null;
    else if (!isAtEnd) this.heldAtS ??= endS;
  }

  freeze(isFrozen, endS) {
    this.isFrozen = isFrozen;
    if (isFrozen) this.heldAtS ??= endS;
    else this.heldAtS = null;
  }

  // Seconds that came since, 0 while following.
  newS(endS) { return this.isFollowing ? 0 : Math.max(0, Math.round(endS - this.heldAtS)); }
}
