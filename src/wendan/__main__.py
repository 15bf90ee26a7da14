from wendan.cli import main

main()
