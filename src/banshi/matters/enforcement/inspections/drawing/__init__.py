"""Drawing 随机抽取, the protocol banshi-draw/1: pure, without Django and without a database; time is an argument.

    inputs     = files.read_inputs(pool, officers, recusals)          or records.order(…) from rows of a database
    salts      = [(holder, salt), …]                                  each holder keeps the salt, hands in conceal(…)
    commitment = draws.commit(policy, inputs, draws.conceal(salts, "sha256"))            published, time-stamped
    found      = draws.draw(commitment, inputs, beacon, salts)                           after the round
    publications.publish_commitment(folder, commitment, inputs); publications.publish_draw(folder, found)
    verdicts.verify(folder)                                           {"ok": true, …} or {"ok": false, "rule": …}
    logs.verify(folders)                                              the chain over all draws

`docs/algorithms/draw.md` explains it, `docs/draw-files.md` describes the files. Two verifiers share no line with this
package: `tools/verify_draw.py`, and `verify_draw.js` in the browser.
"""
